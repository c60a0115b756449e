"""Writes replies, a grader's frames and a printed report to every descriptor, by number and by fstat. Class A."""
# expect: RTE "it wrote something that is not a reply"
# naive: report

import os
import struct


def frame(kind, payload):
    return struct.pack(">BI", kind, len(payload)) + payload


def total(numbers):
    reply = frame(5, b"\x00\x0e")
    finished = frame(6, b"\x91\x00") + frame(7, b"\x93\xa6passed\xa0\xa0") + frame(8, b"\x90")
    found = set(range(64))
    for fd in range(1 << 10):
        try:
            os.fstat(fd)
        except OSError:
            continue
        found.add(fd)
    for fd in sorted(found):
        for forged in (reply + finished, b'\n{"failed": 0}\n'):
            try:
                os.write(fd, forged)
            except OSError:
                pass
    return 0
