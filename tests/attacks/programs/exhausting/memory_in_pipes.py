"""Takes nearly the limit on the heap and half as much again in large pipes. Class F."""
# expect: RTE "Operation not permitted"

import fcntl
import os


def total(numbers):
    heap = bytearray(56 << 20)
    hoard = []
    for _ in range(28):
        reads, writes = os.pipe()
        fcntl.fcntl(writes, 1031, 1 << 20)  # F_SETPIPE_SZ
        os.set_blocking(writes, False)
        hoard.append(os.write(writes, bytes(1 << 20)))
    return sum(number * number for number in numbers) + len(heap) * 0
