"""Blocks every signal that can be blocked, then sleeps. Class E."""
# expect: TLE "no answer within 2 s"

import signal
import time


def total(numbers):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        time.sleep(60)
