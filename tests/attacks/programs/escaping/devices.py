"""Opens the machine's devices, and makes one of its own. Class F."""
# expect: RTE "PermissionError: no device of 9, none made: EPERM"

import errno
import os
import stat

DEVICES = "/dev/mem /dev/kmem /dev/port /dev/kmsg /dev/sda /dev/vda /dev/loop0 /dev/kvm /dev/fuse".split()


def total(numbers):
    for path in DEVICES:
        try:
            os.open(path, os.O_RDWR)
        except OSError:
            continue
        return sum(number * number for number in numbers)
    try:
        os.mknod("/dev/shm/disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0))
    except OSError as error:
        raise PermissionError(f"no device of {len(DEVICES)}, none made: {errno.errorcode[error.errno]}")
    return sum(number * number for number in numbers)
