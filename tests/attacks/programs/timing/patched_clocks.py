"""Stops every clock that Python has, then takes its time. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

import time

for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, name + "_ns", lambda: 0)


def total(numbers):
    count = 0
    while count < 1 << 28:
        count += 1
    return sum(number * number for number in numbers)
