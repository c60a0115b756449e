"""Looks for the tests, or a reference, among the loaded modules. Class C."""
# expect: RTE "LookupError: no test among the modules"
# naive: exit

import sys


def total(numbers):
    for name, module in list(sys.modules.items()):
        if name.startswith("test_") or name.split(".")[-1] in {"reference", "strategies"}:
            return module.reference(numbers)
    raise LookupError("no test among the modules" if len(sys.modules) > 30 else "nothing was searched")
