"""Claims to be out of time and adds 20 MB of text to it. Class F, H."""
# expect: TLE "AAAAAAAA"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    text = b"\x02" + b"A" * (20 << 20)
    write(b"\x05" + len(text).to_bytes(4, "big") + text)
    time.sleep(10)
