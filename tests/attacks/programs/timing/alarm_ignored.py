"""Ignores SIGALRM, blocks every signal and stops every timer, then loops. Class E."""
# expect: TLE "more than 0.5 s of CPU time"

import signal


def total(numbers):
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
