"""Answers while it is being loaded, so that an answer lies ready for the first question. Class A."""
# expect: RTE "it answered before it was asked" or "it wrote something that is not a reply"
# naive: report

import os
import struct


def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload


os.write(1, b'{"failed": 0}\n')
try:
    os.write(3, frame(5, b"\x00\x0e") * 2)  # one is taken for the end of loading, one is left for the call
except OSError:
    pass


def total(numbers):
    return 0
