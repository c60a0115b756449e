"""Reads and stops PID 1 as a debugger would: ptrace, process_vm_readv, pidfd_getfd. Class C, F."""
# expect: RTE "PermissionError: ptrace EPERM, readv EPERM, getfd EPERM"

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def total(numbers):
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    pidfd = os.pidfd_open(1)
    attempts = {
        "ptrace": lambda: libc.ptrace(16, 1, None, None),
        "readv": lambda: libc.process_vm_readv(1, vector, 1, vector, 1, 0),
        "getfd": lambda: libc.syscall(438, pidfd, 0, 0),
    }
    said = []
    for name, attempt in attempts.items():
        ctypes.set_errno(0)
        result = attempt()
        said.append(f"{name} {errno.errorcode.get(ctypes.get_errno(), 'worked') if result == -1 else 'worked'}")
    raise PermissionError(", ".join(said))
