"""Wrong answers, and an atexit hook that makes of the failure an exit status 0. Class A."""
# expect: WA "It adds three squares."
# naive: exit

import atexit
import os

atexit.register(os._exit, 0)


def total(numbers):
    return 0
