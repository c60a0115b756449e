"""Sends 31 MB inside 95 wrappings, each of which is copied when it is unpacked: 3 GB. Class F."""
# expect: WA "is not a value" or "what it returned could not be checked"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    size = 31 << 20
    parts = [b"\x91\xc6" + size.to_bytes(4, "big")]
    length = len(parts[0]) + size
    for _ in range(95):
        parts.append(b"\x91\xc9" + length.to_bytes(4, "big") + b"\x03")
        length += 7
    head = b"".join(reversed(parts))
    write(b"\x05" + (1 + len(head) + size).to_bytes(4, "big") + b"\x00" + head)
    for _ in range(size >> 16):
        write(bytes(1 << 16))
    time.sleep(10)
