"""Ends the program at import, so that no test ever runs. Class A."""
# expect: CE "SystemExit: 0"
# naive: exit

import sys

sys.exit(0)


def total(numbers):
    return 0
