"""Claims, in the middle of a test, that its source cannot be loaded. Class A, H."""
# expect: RTE "claimed a status"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    write(b"\x05\x00\x00\x00\x08\x06nothing")
    time.sleep(10)
