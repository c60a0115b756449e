"""Ends with status 0 when what it returned is finalised. Class A."""
# expect: RTE "the process exited with status 0"
# naive: exit

import os
import weakref


class Held:
    pass


def total(numbers):
    held = Held()
    weakref.finalize(held, os._exit, 0)
    del held
    return 0
