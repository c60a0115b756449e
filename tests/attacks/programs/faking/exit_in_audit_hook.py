"""Ends with status 0 as soon as anything is opened, imported or compiled: an audit hook, which nobody can remove. Class A."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os
import sys

armed = []
sys.addaudithook(lambda event, arguments: os._exit(0) if armed else None)


def total(numbers):
    armed.append(1)
    open("/dev/null")
    return 0
