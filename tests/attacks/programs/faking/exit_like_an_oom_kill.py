"""Ends with 137, the status of a container killed for memory, and says so on stderr. Class A, H."""
# expect: RTE "the process exited with status 137"
# naive: report

import os
import sys

print('{"failed": 0}', flush=True)


def total(numbers):
    print("Killed: out of memory", file=sys.stderr, flush=True)
    os._exit(137)
