"""Searches what linecache and inspect know of every loaded file for the expected values. Class C."""
# expect: RTE "LookupError: no source of a test"
# naive: exit

import inspect
import linecache
import sys


def total(numbers):
    seen = 0
    for module in list(sys.modules.values()):
        try:
            text = inspect.getsource(module) if "hidden" in repr(module) else ""
        except (OSError, TypeError):
            continue
        seen += 1
        if "reference" in text:
            namespace = {}
            exec(text, namespace)
            return namespace["reference"](numbers)
    for _, _, lines, name in list(linecache.cache.values()):
        if any("expected" in line for line in lines) and "solution" not in name:
            raise LookupError(f"a test: {name}")
    raise LookupError("no source of a test" if seen > 30 else "nothing was searched")
