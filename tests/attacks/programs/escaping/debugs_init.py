"""Reads and stops PID 1 as a debugger would: ptrace, process_vm_readv, pidfd_getfd. Class C, F."""
# expect: RTE "PermissionError: ptrace EPERM, readv EPERM, open EPERM, getfd EPERM"

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def total(numbers):
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    attempts = {
        "ptrace": lambda: libc.ptrace(16, 1, None, None),
        "readv": lambda: libc.process_vm_readv(1, vector, 1, vector, 1, 0),
        "open": lambda: libc.syscall(434, 1, 0),
        "getfd": lambda: libc.syscall(438, 5, 0, 0),
    }
    said = []
    for name, attempt in attempts.items():
        result = attempt()
        said.append(f"{name} {errno.errorcode.get(ctypes.get_errno(), 'worked') if result == -1 else 'worked'}")
    raise PermissionError(", ".join(said))
