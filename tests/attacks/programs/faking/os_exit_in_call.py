"""Ends the process with status 0 in the middle of a test. Class A."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os


def total(numbers):
    os._exit(0)
