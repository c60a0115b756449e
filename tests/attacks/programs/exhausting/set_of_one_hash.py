"""Sends a set of 120,000 integers that all have the hash 0: minutes where it is unpacked. Class F."""
# expect: WA "is not a value"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    modulus = (1 << 61) - 1
    items = [b"\xc7\x0b\x01" + (k * modulus).to_bytes(11, "little") for k in range(1, 120_001)]
    body = b"\xdd" + len(items).to_bytes(4, "big") + b"".join(items)
    value = b"\x00\xc9" + len(body).to_bytes(4, "big") + b"\x04" + body
    write(b"\x05" + len(value).to_bytes(4, "big") + value)
    time.sleep(10)
