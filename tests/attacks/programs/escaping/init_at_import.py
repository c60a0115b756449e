"""Interrupts PID 1 while it is being loaded. Class F."""
# expect: RTE "RuntimeError: still watched"

import os
import signal
import time

os.kill(1, signal.SIGINT)
time.sleep(0.2)


def total(numbers):
    raise RuntimeError("still watched")
