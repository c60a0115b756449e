"""Claims the status by which a worker says that its runtime is missing: a judge error is no failed attempt. Class A, H."""
# expect: RTE "it claimed a status that only the judge may give"
# naive: report

import os
import struct


def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload


import time


def total(numbers):
    os.write(1, b'{"failed": 0}\n')
    try:
        os.write(3, frame(5, b"\x09torch is not installed"))
        time.sleep(10)
    except OSError:
        pass
    return 0
