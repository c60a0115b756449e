"""Forks without end. Class F."""
# expect: TLE "more than 0.5 s of CPU time"

import os


def total(numbers):
    while True:
        try:
            os.fork()
        except OSError:
            pass
