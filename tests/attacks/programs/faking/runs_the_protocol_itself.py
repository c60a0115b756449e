"""Takes the channel over: a thread reads the questions and answers each with 'it passed'. Class A."""
# expect: WA "It adds three squares."
# naive: report

import os
import struct


def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload


import threading


def serve():
    while True:
        try:
            data = os.read(3, 1 << 20)
        except OSError:
            return
        if data[-1:] and data[0] == 3 or b"\x03\x00" in data:
            os.write(3, frame(5, b"\x00\xa6passed"))


os.write(1, b'{"failed": 0}\n')
try:
    os.write(3, frame(5, b"\x00\xc0"))
    serve()
except OSError:
    pass


def total(numbers):
    return 0
