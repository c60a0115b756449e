"""Ends the process at import behind the back of every `except` and `finally`. Class A."""
# expect: CE "exited with status 0 while the file was being loaded"
# naive: exit

import os

os._exit(0)


def total(numbers):
    return 0
