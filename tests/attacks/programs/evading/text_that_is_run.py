"""Runs text where eval is forbidden, through a string annotation and a code object. Class D."""
# expect: IF "builtins.eval is forbidden"
# against: by_hand

import inspect


def second(numbers):
    def held(x: "__import__('builtins').sorted(numbers)[1]"):
        pass

    return inspect.get_annotations(held, locals={"numbers": numbers}, eval_str=True)["x"]
