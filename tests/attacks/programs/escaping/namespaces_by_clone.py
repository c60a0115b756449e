"""Asks clone and clone3 for namespaces of its own, in which it would be root. Class F."""
# expect: RTE "PermissionError: clone EPERM, clone3 ENOSYS"

import ctypes
import errno
import os
import platform

CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
NEW_USER = 0x10000000


def total(numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    said = []
    arguments = (ctypes.c_uint64 * 8)(NEW_USER, 0, 0, 0, 17)
    for name, call in (
        ("clone", lambda: libc.syscall(CLONE, NEW_USER | 17, 0, 0, 0, 0)),
        ("clone3", lambda: libc.syscall(435, arguments, 64)),
    ):
        pid = call()
        if pid == 0:
            os._exit(0)
        if pid > 0:
            return sum(number * number for number in numbers)
        said.append(f"{name} {errno.errorcode[ctypes.get_errno()]}")
    raise PermissionError(", ".join(said))
