"""Reads address 0. Class F."""
# expect: RTE "the process was killed by SIGSEGV"

import ctypes


def total(numbers):
    return ctypes.string_at(0)
