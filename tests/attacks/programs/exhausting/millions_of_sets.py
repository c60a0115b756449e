"""Sends eight million empty sets in 24 MB: 2 GB where they are unpacked. Class F."""
# expect: WA "is not a value" or "what it returned could not be checked"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    count = 7_900_000
    write(b"\x05" + (6 + 3 * count).to_bytes(4, "big") + b"\x00\xdd" + count.to_bytes(4, "big"))
    for _ in range(count // 10_000):
        write(b"\xd4\x04\x90" * 10_000)
    time.sleep(10)
