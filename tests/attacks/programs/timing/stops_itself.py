"""Stops its own process, so that it uses no time at all and never answers. Class E."""
# expect: TLE "no answer within 2 s"

import os
import signal


def total(numbers):
    os.kill(os.getpid(), signal.SIGSTOP)
    return sum(number * number for number in numbers)
