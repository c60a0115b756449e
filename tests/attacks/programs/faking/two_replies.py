"""Answers twice at once, the second answer meant for the next question. Class A."""
# expect: RTE "it wrote something that is not a reply"
# naive: report

import os
import struct


def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload


def total(numbers):
    os.write(1, b'{"failed": 0}\n')
    try:
        os.write(3, frame(5, b"\x00\x0e") * 2)
    except OSError:
        pass
    return 0
