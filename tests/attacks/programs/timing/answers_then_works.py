"""A thread goes on working after the answer, across the tests that follow. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

import threading
import time


def work(until):
    while time.monotonic() < until:
        pass


def total(numbers):
    threading.Thread(target=work, args=(time.monotonic() + 5,)).start()
    time.sleep(1)
    return sum(number * number for number in numbers)
