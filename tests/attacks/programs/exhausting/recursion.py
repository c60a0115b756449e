"""Recurses until the stack is gone. Class F."""
# expect: RTE "the process was killed by SIGSEGV"

import sys

sys.setrecursionlimit(1 << 30)


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])


def total(numbers):
    return Endless().value
