"""SIGKILL to everything it can reach: -1, its process group, its session. Class F."""
# expect: RTE "the process was killed by SIGKILL"

import os
import signal


def total(numbers):
    for pid in (-1, 0):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
