"""Answers rightly and leaves a daemon that holds all descriptors and ignores every signal. Class F, G."""
# expect: AC ""

import os


def leave_behind(work):
    """Fork twice and start a session, so that nobody waits for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            work()
        os._exit(0)


import signal
import time


def wait():
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        time.sleep(1000)


def total(numbers):
    leave_behind(wait)
    return sum(number * number for number in numbers)
