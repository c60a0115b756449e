"""Runs the source of a forbidden module in a module of its own, behind the back of the import system. Class D."""
# expect: IF "heapq is forbidden"
# against: by_hand

import importlib.util
import sys
import types

sys.meta_path.pop(0)
spec = importlib.util.find_spec("heapq")
again = types.ModuleType("again")
types.FunctionType(spec.loader.get_code("heapq"), vars(again))()


def second(numbers):
    return again.nsmallest(2, numbers)[1]
