"""Answers rightly and leaves a daemon that burns CPU after the verdict. Class F, G."""
# expect: AC ""

import os


def leave_behind(work):
    """Fork twice and start a session, so that nobody waits for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            work()
        os._exit(0)


def burn():
    while True:
        pass


def total(numbers):
    if len(numbers) == 50:  # the last test
        leave_behind(burn)
    return sum(number * number for number in numbers)
