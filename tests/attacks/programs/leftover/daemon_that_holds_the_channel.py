"""Ends without an answer while a daemon keeps the channel open: no end of file will come. Class A, F."""
# expect: RTE "the process exited with status 0"

import os


def leave_behind(work):
    """Fork twice and start a session, so that nobody waits for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            work()
        os._exit(0)


import time


def total(numbers):
    leave_behind(lambda: time.sleep(1000))
    os._exit(0)
