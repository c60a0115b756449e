"""Waits where only CPU time is counted. Class E."""
# expect: TLE "no answer within 2 s"

import time


def total(numbers):
    while True:
        try:
            time.sleep(1000)
        except BaseException:
            continue
