"""Raises an exception whose text never ends. Class B, E."""
# expect: TLE "more than 0.5 s of CPU time"

class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def total(numbers):
    raise Endless
