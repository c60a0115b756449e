"""Interfaces in which kernels had holes: io_uring, bpf, perf, userfaultfd, keyrings, memfd, System V, queues. Class F."""
# expect: RTE "refused: 16 of 16 EPERM"

import ctypes
import errno
import platform

NUMBERS = {
    "x86_64": (425, 321, 298, 323, 250, 248, 319, 434, 310, 101, 312, 135, 29, 64, 68, 240),
    "aarch64": (425, 280, 241, 282, 219, 217, 279, 434, 270, 117, 272, 92, 194, 190, 186, 180),
}


def total(numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    calls = NUMBERS[platform.machine()]
    refused = 0
    for number in calls:
        if libc.syscall(number, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() == errno.EPERM:
            refused += 1
    if refused < len(calls):
        return sum(number * number for number in numbers)
    raise PermissionError(f"refused: {refused} of {len(calls)} EPERM")
