"""Announces a reply of 4 GB. Class F."""
# expect: RTE "bytes, the limit is"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    write(b"\x05\xff\xff\xff\xff")
    time.sleep(10)
