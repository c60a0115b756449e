"""Leaves daemons behind and crashes; the tests that follow must not meet them. Class F, G."""
# expect: RTE "the process was killed by SIGSEGV"

import os


def leave_behind(work):
    """Fork twice and start a session, so that nobody waits for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            work()
        os._exit(0)


import ctypes
import time


def others():
    own = os.getpid()
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in {1, own}]


FOUND = others()


def total(numbers):
    if FOUND:
        raise RuntimeError(f"met {FOUND}")
    for _ in range(5):
        leave_behind(lambda: time.sleep(1000))
    ctypes.string_at(0)
