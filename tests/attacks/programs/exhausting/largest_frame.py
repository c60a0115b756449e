"""Sends a reply of exactly the largest size that a frame may have. Class F."""
# expect: RTE "a frame announces"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    size = 32 << 20
    write(b"\x05" + size.to_bytes(4, "big") + b"\x00")
    for _ in range(size - 1 >> 16):
        write(bytes(1 << 16))
    write(bytes((size - 1) & 0xFFFF))
    time.sleep(10)
