"""Announces a reply and never sends the rest. Class E, F."""
# expect: TLE "no answer within 2 s"

import os
import time


def write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def total(numbers):
    write(b"\x05\x00\x00\x10\x00half")
    time.sleep(1000)
