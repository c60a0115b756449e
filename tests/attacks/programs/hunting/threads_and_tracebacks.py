"""Reads the frames of all threads and of the exception in flight. Class C."""
# expect: RTE "LookupError: no test in 1 threads"
# naive: exit

import sys


def total(numbers):
    frames = list(sys._current_frames().values())
    for frame in frames:
        while frame is not None:
            for value in (*frame.f_locals.values(), frame.f_globals):
                found = value if isinstance(value, dict) else getattr(value, "__globals__", None)
                if type(found) is dict and "CASES" in found:
                    return found["reference"](numbers)
            frame = frame.f_back
    raise LookupError(f"no test in {len(frames)} threads")
