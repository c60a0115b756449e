"""Gives every test in the process a body that does nothing. Class D."""
# expect: RTE "LookupError: no test to replace"
# naive: exit

import sys


def nothing(solution):
    pass


REPLACED = 0
for module in list(sys.modules.values()):
    for name, test in list(getattr(module, "__dict__", {}).items()):
        if name.startswith("test_") and hasattr(test, "__code__") and "hidden" in module.__name__:
            test.__code__ = nothing.__code__
            REPLACED += 1


def total(numbers):
    if not REPLACED:
        raise LookupError("no test to replace")
    return 0
