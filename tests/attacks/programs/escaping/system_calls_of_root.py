"""What only root may ask of the kernel: mounts, modules, clocks, names, reboots. Class F."""
# expect: RTE "refused: 14 of 14 EPERM"

import ctypes
import errno
import platform

NUMBERS = {
    "x86_64": (165, 166, 155, 161, 167, 169, 170, 164, 227, 175, 246, 163, 103, 308),
    "aarch64": (40, 39, 41, 51, 224, 142, 161, 170, 112, 105, 104, 89, 116, 268),
}
NAMES = "mount umount2 pivot_root chroot swapon reboot sethostname settimeofday clock_settime init_module kexec acct syslog setns"


def total(numbers):
    libc = ctypes.CDLL(None, use_errno=True)
    refused = 0
    calls = NUMBERS[platform.machine()]
    assert len(calls) == len(NAMES.split())
    for number in calls:
        if libc.syscall(number, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() == errno.EPERM:
            refused += 1
    if refused < len(calls):
        return sum(number * number for number in numbers)
    raise PermissionError(f"refused: {refused} of {len(calls)} EPERM")
