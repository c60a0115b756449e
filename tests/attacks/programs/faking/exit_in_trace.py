"""Ends with status 0 in a trace function, as soon as any line of anybody's runs. Class A, D."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os
import sys


def total(numbers):
    sys.settrace(lambda frame, event, argument: os._exit(0))
    sys.setprofile(lambda frame, event, argument: os._exit(0))
    return len(numbers)
