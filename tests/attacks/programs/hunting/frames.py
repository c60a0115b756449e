"""Walks up the stack to the test that called it and reads what it expects. Class C."""
# expect: RTE "LookupError: no test among the frames above"
# naive: exit

import sys


def total(numbers):
    frame, seen = sys._getframe(1), 0
    while frame is not None:
        seen += 1
        if "reference" in frame.f_globals:
            return frame.f_globals["reference"](numbers)
        frame = frame.f_back
    raise LookupError("no test among the frames above" if seen > 2 else "nothing was searched")
