"""Ends, and a daemon answers in its place: whoever is measured is gone. Class A, E."""
# expect: RTE "the process exited with status 0"

import os


def leave_behind(work):
    """Fork twice and start a session, so that nobody waits for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            work()
        os._exit(0)


import struct
import time


def answer(value):
    time.sleep(0.5)
    os.write(3, struct.pack(">BIBBI", 5, 6, 0, 0xCE, value))


def total(numbers):
    value = sum(number * number for number in numbers)
    leave_behind(lambda: answer(value))
    os._exit(0)
