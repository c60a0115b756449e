"""Makes namespaces, mounts, device nodes and a root of its own. Class F."""
# expect: RTE "PermissionError: all of 7 refused"

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def total(numbers):
    attempts = {
        "user namespace": lambda: libc.unshare(0x10000000),
        "mount namespace": lambda: libc.unshare(0x00020000),
        "mount": lambda: libc.mount(b"none", b"/", b"tmpfs", 0, None),
        "remount": lambda: libc.mount(b"none", b"/", None, 0x20 | 0x1000, None),
        "chroot": lambda: libc.chroot(b"/proc"),
        "device": lambda: libc.mknod(b"/dev/planted", 0o60666, 0x0801),
        "host name": lambda: libc.sethostname(b"x", 1),
    }
    refused = [name for name, attempt in attempts.items() if attempt() == -1]
    raise PermissionError(f"all of {len(refused)} refused" if len(refused) == len(attempts) else f"only {refused}")
