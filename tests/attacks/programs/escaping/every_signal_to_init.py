"""Sends every signal there is to PID 1 and to its parent, SIGKILL, SIGSTOP and SIGINT among them. Class F."""
# expect: RTE "RuntimeError: still watched"

import os
import time


def total(numbers):
    for number in range(1, 65):
        for pid in (1, os.getppid()):
            try:
                os.kill(pid, number)
            except OSError:
                pass
    time.sleep(0.2)
    raise RuntimeError("still watched")
