"""Imports the tests and the reference by their usual names. Class C."""
# expect: RTE "ModuleNotFoundError: No module named"
# naive: exit

import importlib
import sys

sys.path[:0] = ["", ".", "/tests", "/tests/1/tests", "/judge", "/judge/problems"]


def total(numbers):
    for name in ("reference", "tests.reference", "test_hidden", "tests.test_hidden"):
        try:
            return importlib.import_module(name).reference(numbers)
        except ModuleNotFoundError as error:
            last = error
    raise last
