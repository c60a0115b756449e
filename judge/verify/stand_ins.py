"""Solutions that give no sensible answer, made from the names of the entries. Whatever they do, they are at fault.

A test that accepts one checks nothing; a test that crashes on one would blame the judge for a candidate's mistake.
"""

from __future__ import annotations

import ast
from typing import Final

from judge.problem import Problem, Runtime

LOOPS: Final = "loops forever"

_ANSWERS: Final = {
    "returns None": "return None",
    "returns a wrong shape": "return wrong_shape()",
    "returns NaN": "return nan_like(args)",
    "returns an object": "return object()",
    "raises": "raise RuntimeError('this stand-in raises')",
    LOOPS: "while True: pass",
}

_PRELUDE: Final = {
    Runtime.PYTHON: """
def wrong_shape(): return [[[0, 0], [0]]]
def nan_like(args): return float("nan")
""",
    Runtime.NUMPY: """
import numpy as np
def wrong_shape(): return np.zeros((7, 5, 3, 2))
def nan_like(args):
    arrays = [value for value in args if isinstance(value, np.ndarray)]
    return np.full(arrays[0].shape if arrays else (1,), np.nan)
""",
    Runtime.TORCH: """
import torch
def wrong_shape(): return torch.zeros(7, 5, 3, 2)
def nan_like(args):
    tensors = [value for value in args if isinstance(value, torch.Tensor)]
    return torch.full(tensors[0].shape if tensors else (1,), float("nan"))
""",
}

_FUNCTION: Final = """
def {name}(*args, **kwargs):
    return answer(args)
"""

_CLASS: Final = """
class {name}:
    def __init__(self, *args, **kwargs): pass
    def __call__(self, *args, **kwargs): return answer(args)
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *args, **kwargs: answer(args)
"""


def stand_ins(problem: Problem) -> dict[str, bytes]:
    """Their sources, by what they do. Where an entry is a class, all calls and methods of its instances do it."""
    classes = _classes(problem.stub)
    entries = "".join((_CLASS if name in classes else _FUNCTION).format(name=name) for name in problem.entry)
    prelude = _PRELUDE[problem.runtime]
    return {what: f"{prelude}\ndef answer(args):\n    {body}\n{entries}".encode() for what, body in _ANSWERS.items()}


def _classes(stub: str) -> set[str]:
    try:
        return {node.name for node in ast.parse(stub).body if isinstance(node, ast.ClassDef)}
    except (SyntaxError, ValueError):
        return set()
