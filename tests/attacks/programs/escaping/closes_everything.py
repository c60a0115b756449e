"""Closes every descriptor, the channel to the judge too, and goes on. Class A, F."""
# expect: RTE "the process exited with status 1"

import os


def total(numbers):
    os.closerange(0, 1 << 10)
    return sum(number * number for number in numbers)
