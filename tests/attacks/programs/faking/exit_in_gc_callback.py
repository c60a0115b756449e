"""Ends with status 0 at the next garbage collection, whoever starts it. Class A."""
# expect: RTE "the process exited with status 0"
# naive: exit

import gc
import os

gc.callbacks.append(lambda phase, info: os._exit(0))


def total(numbers):
    gc.collect()
    return 0
