"""Says in the grader's words that every test passed. Class A."""
# expect: RTE "it wrote something that is not a reply"
# naive: report

import os
import struct


def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload


def total(numbers):
    os.write(1, b'{"failed": 0}\n')
    end = frame(7, b"\x93\xa6passed\xa0\xa0")
    try:
        os.write(3, end + frame(8, b"\x90"))
    except OSError:
        pass
    return 0
