"""Looks through everything that the collector knows for the reference. Class C."""
# expect: RTE "LookupError: no reference in the heap"
# naive: exit

import gc
import types


def total(numbers):
    gc.unfreeze()  # what was loaded before the fork is left out of the collector's sight
    seen = 0
    for found in gc.get_objects():
        seen += 1
        if isinstance(found, types.FunctionType) and found.__name__ == "reference":
            return found(numbers)
    raise LookupError("no reference in the heap" if seen > 1000 else "nothing was searched")
