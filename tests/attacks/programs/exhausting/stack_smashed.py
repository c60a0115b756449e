"""Writes over its own stack through ctypes, return addresses included. Class F."""
# expect: RTE "the process was killed by SIG"

import ctypes


def total(numbers):
    here = ctypes.create_string_buffer(8)
    ctypes.memset(ctypes.addressof(ctypes.c_int()), 0x41, 1 << 16)
    stack = ctypes.pythonapi.PyThreadState_Get
    stack.restype = ctypes.c_void_p
    ctypes.memset(stack(), 0x41, 4096)
    return len(here)
