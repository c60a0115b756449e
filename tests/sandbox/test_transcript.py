"""What a test has asked, as lines that a person would write."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from sandbox.executor import Executor
from sandbox.proxy import Session, Solution
from sandbox.transcript import calls_of

SOURCE = b"""\
class Module:
    def load(self, state, strict=True): return None
    def twice(self): return Module()
    def __call__(self, x, mask=None): return x
def f(*args): return args
def g(module): return None
"""


class Asked:
    """A solution, and what it was asked."""

    def __init__(self) -> None:
        executor = Executor(torch=torch)
        executor.load(SOURCE, ["Module", "f", "g"])
        self._session = Session(executor.handle, torch=torch)
        self._session.transcript = []
        self.solution: Any = Solution(self._session, ["Module", "f", "g"])

    def calls(self, shown: str = "") -> list[str]:
        assert self._session.transcript is not None
        return calls_of(self._session.transcript, shown)


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_a_call_is_written_as_python(asked: Asked) -> None:
    asked.solution.f("a\n", [1, None])
    assert asked.calls() == ["f('a\\n', [1, None])"]


def test_objects_have_names_where_they_are_used(asked: Asked) -> None:
    one, other = asked.solution.Module(), asked.solution.Module()
    one(2.5, mask=True)
    asked.solution.g(other)
    assert asked.calls() == ["m = Module()", "m2 = Module()", "m(2.5, mask=True)", "g(m2)"]


def test_a_method_is_one_line_and_a_result_that_nobody_uses_gets_no_name(asked: Asked) -> None:
    module = asked.solution.Module()
    module.load({"w": 1}, strict=False)
    module.twice()
    assert asked.calls() == ["m = Module()", "m.load({'w': 1}, strict=False)", "m.twice()"]


def test_a_long_call_gets_a_line_for_each_argument(asked: Asked) -> None:
    asked.solution.f("x" * 50, "y" * 50)
    assert asked.calls() == [f"f(\n  '{'x' * 50}',\n  '{'y' * 50}',\n)"]


def test_a_long_state_gets_a_line_for_each_entry(asked: Asked) -> None:
    asked.solution.Module().load({"a" * 40: 1, "b" * 40: 2})
    assert asked.calls()[1] == f"m.load({{\n  '{'a' * 40}': 1,\n  '{'b' * 40}': 2,\n}})"


def test_a_tensor_is_on_one_line_and_a_long_value_is_cut(asked: Asked) -> None:
    asked.solution.f(torch.ones(2, 2))
    asked.solution.f([0] * 1_000)
    tensor, cut = asked.calls()
    assert tensor == "f(tensor([[1., 1.], [1., 1.]]))"
    assert cut.endswith("… (3,000 characters))")


def test_of_many_calls_the_last_are_shown(asked: Asked) -> None:
    for n in range(20):
        asked.solution.f(n)
    assert asked.calls()[:2] == ["... 12 calls before these", "f(12)"]


def test_what_was_told_already_is_left_out(asked: Asked) -> None:
    asked.solution.f(1)
    asked.solution.f(2)
    assert asked.calls(shown="f(2) gave 3, expected 4") == ["f(1)"]


def test_gradients_are_shown_with_what_is_pulled_back(asked: Asked) -> None:
    asked.solution.vjp(asked.solution.Module(), torch.ones(1, requires_grad=True), cotangents=torch.zeros(1))
    assert asked.calls()[1] == "gradients of m(tensor([1.]), cotangents=tensor([0.]))"


def test_the_calls_of_a_batch_are_shown_together(asked: Asked) -> None:
    module = asked.solution.Module()
    asked.solution.batch(module, [("load", {}), ("load", {"w": 1})])
    asked.solution.batch(None, [("f", 1)])
    assert asked.calls() == ["m = Module()", "[m.load({}), m.load({'w': 1})]", "[f(1)]"]


def test_an_object_that_was_built_is_shown_with_the_calls_on_it(asked: Asked) -> None:
    module = asked.solution.build(asked.solution.Module, calls=[("load", {"w": 1}), ("twice",)])
    module([1])
    assert asked.calls() == ["m = Module().load({'w': 1}).twice()", "m([1])"]
