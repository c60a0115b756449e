"""SystemExit, which `except Exception` lets through, out of the first call. Class A."""
# expect: RTE "SystemExit: 0"
# naive: exit

import sys


def total(numbers):
    sys.exit(0)
