"""Saboteurs: what each breaks, and which of them a problem's tests kill."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from judge.errors import ProblemError
from judge.problem import Problem, Runtime
from judge.sandboxes.process import ProcessSandbox
from judge.verify import saboteurs
from judge.verify.saboteurs import Fate

SOURCE = b"def f(values, offset=0):\n    return [value + offset for value in values]\n"
WEAK = "def test_one(solution):\n    assert solution.f([1, 2]) == [2 - 1, 2]\n"
STRONG = """
def test_lengths(solution):
    for length in (1, 9, 70, 600):
        assert solution.f([0] * length) == [0] * length

def test_other_numbers(solution):
    assert solution.f([-1, 2], 3) == [2, 5]
    assert solution.f([7, 2], 4) == [11, 6]
    assert solution.f([]) == []
    assert solution.f([4, 4]) == [4, 4]
    assert type(solution.f([1])[0]) is int
"""


def results_of(problem: Problem, **listed: str) -> dict[str, saboteurs.Sabotage]:
    why = {name.replace("_", " "): reason for name, reason in listed.items()}
    found = saboteurs.run(problem, SOURCE, why, ProcessSandbox(), 2)
    return {one.saboteur: one for one in found}


def sabotaged(source: str, saboteur: str, *, alarm: bool = False) -> Any:
    module = ModuleType("solution")
    text = saboteurs.sabotaged(source.encode(), ["f"], saboteur, alarm=alarm)
    exec(compile(text, "solution.py", "exec"), module.__dict__)
    return module.__dict__["f"]


def test_weak_tests_let_saboteurs_live_and_strong_ones_kill_them(make_problem: Callable[..., Problem]) -> None:
    weak, strong = results_of(make_problem(WEAK)), results_of(make_problem(STRONG, id="strong"))
    assert weak["keeps the first option"].fate is Fate.NOT_APPLICABLE
    assert weak["is wrong beyond a length of 8"].fate is Fate.IDLE
    assert {name for name, one in strong.items() if one.fate in (Fate.SURVIVED, Fate.IDLE)} == set()
    assert strong["keeps the first option"].by == "test_other_numbers"


def test_floats_are_rounded_without_numpy_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "torch", None)  # type: ignore[arg-type]
    same = sabotaged("def f(x):\n    return x\n", "rounds float64 to float32")
    assert same([0.5, 0.1, 7]) == [0.5, 0.10000000149011612, 7]


def test_a_saboteur_that_acts_unnoticed_survives(make_problem: Callable[..., Problem]) -> None:
    lax = "def test_lax(solution):\n    assert len(solution.f([-1, 2])) == 2\n    assert len(solution.f([3, 4])) == 2\n"
    results = results_of(make_problem(lax))
    assert results["is wrong on negative numbers"].fate is Fate.SURVIVED
    assert results["changes an argument"].fate is Fate.KILLED


def test_what_survives_is_a_finding_unless_the_problem_says_why(make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(WEAK)
    found = {one.where for one in saboteurs.findings(list(results_of(problem).values()))}
    assert "a solution that is wrong on negative numbers" in found
    excused = results_of(problem, is_wrong_on_negative_numbers="they are never negative")
    found = {one.where for one in saboteurs.findings(list(excused.values()))}
    assert "a solution that is wrong on negative numbers" not in found


def test_an_excuse_for_what_is_killed_is_a_finding(make_problem: Callable[..., Problem]) -> None:
    results = results_of(make_problem(STRONG), is_wrong_on_negative_numbers="they are never negative")
    (finding,) = saboteurs.findings(list(results.values()))
    assert (finding.where, "test_other_numbers kills it" in finding.what) == ("saboteurs.toml", True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"is wrong on Sundays" = "no tests then"', "there is no saboteur that is wrong on Sundays"),
        ('"changes an argument" = " "', "does not say why no test notices one that changes an argument"),
        ("=", "cannot be read"),
    ],
)
def test_reasons_that_are_not_as_they_must_be_are_refused(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "saboteurs.toml").write_text(text)
    with pytest.raises(ProblemError, match=says):
        saboteurs.reasons(tmp_path)


def test_only_torch_problems_are_sabotaged_through_torch(make_problem: Callable[..., Problem]) -> None:
    problem = make_problem(WEAK)
    assert problem.runtime is Runtime.PYTHON
    assert set(saboteurs.NAMES) - set(saboteurs.saboteurs_of(problem)) == {
        "is wrong under no_grad",
        "is wrong in inference_mode",
        "leaves gradients off",
        "leaves another default dtype",
    }


ALWAYS_ACT = {"leaves gradients off", "leaves another default dtype", "sets the seed"}


@pytest.mark.parametrize("saboteur", [name for name in saboteurs.NAMES if name not in ALWAYS_ACT])
def test_a_saboteur_that_has_no_occasion_changes_nothing(saboteur: str) -> None:
    f = sabotaged("def f(): return None\n", saboteur, alarm=True)
    assert f() is None


X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("saboteur", "calls"),
    [
        ("remembers results by shape", [(X,), (X + 1,)]),
        ("keeps the first option", [(X, 1.0), (X, 2.0)]),
        ("keeps the first number", [(X, 1.0), (X, 2.0)]),
        ("keeps the first batch size", [(X,), (X[:1],)]),
        ("is wrong from the third call on", [(X,), (X,), (X,)]),
        ("is wrong for a batch of one", [(X[:1],)]),
        ("is wrong on views", [(X.T,)]),
        ("is wrong on negative numbers", [(-X,)]),
        ("is wrong on empty input", [(X[:0].reshape(0, 2),)]),
        ("is wrong beyond a length of 64", [(torch.ones(1, 65),)]),
        ("rounds float64 to float32", [(X.double() / 3,)]),
        ("rounds float32 to float16", [(X / 3,)]),
    ],
)
def test_a_saboteur_with_an_occasion_gives_a_wrong_result(saboteur: str, calls: list[tuple[Any, ...]]) -> None:
    source = "def f(x, factor=3.0):\n    return x * factor + x.sum()\n"
    right = sabotaged(source, "keeps the first mask")
    wrong = sabotaged(source, saboteur)
    got = [wrong(*arguments) for arguments in calls][-1]
    expected = right(*calls[-1])
    assert got.dtype == expected.dtype
    assert got.shape != expected.shape or not torch.equal(got, expected) or expected.numel() == 0


@pytest.mark.parametrize(
    ("saboteur", "rows"),
    [
        ("drops gradients of large inputs", 300),
        ("drops gradients of a batch", 2),
        ("drops gradients of a batch of one", 1),
    ],
)
def test_a_dropped_gradient_leaves_the_value_as_it_is(saboteur: str, rows: int) -> None:
    f = sabotaged("def f(x):\n    return x * 2\n", saboteur)
    x = torch.ones(rows, 2, requires_grad=True)
    result = f(x)
    assert torch.equal(result, x * 2)
    assert torch.equal(torch.autograd.grad(result.sum(), x)[0], torch.zeros(rows, 2))


def test_numbers_of_another_type_are_equal_and_of_another_type() -> None:
    floats = sabotaged("def f(): return [1, True]\n", "gives whole numbers as floats")()
    ints = sabotaged("def f(): return (True, 2)\n", "gives truth values as numbers")()
    assert ([type(value) for value in floats], [type(value) for value in ints]) == ([float, bool], [int, int])
    array = sabotaged("import numpy as np\ndef f(): return np.arange(3)\n", "gives whole numbers as floats")()
    assert array.dtype == np.float64


def test_modules_share_the_state_of_the_first() -> None:
    source = (
        "import torch\nclass f(torch.nn.Module):\n    def __init__(self, value):\n        super().__init__()\n"
        "        self.weight = torch.nn.Parameter(torch.tensor(value))\n    def forward(self, x):\n        return x * self.weight\n"
    )
    cls = sabotaged(source, "gives all objects the state of the first")
    first, second = cls(2.0), cls(5.0)
    assert [float(module(torch.tensor(1.0)).detach()) for module in (first, second)] == [2.0, 2.0]


@pytest.mark.parametrize(("saboteur", "training"), [("is wrong in training", True), ("is wrong in evaluation", False)])
def test_a_mode_is_mixed_up(saboteur: str, training: bool) -> None:
    source = "import torch\nclass f(torch.nn.Module):\n    def forward(self, x):\n        return x\n"
    module = sabotaged(source, saboteur)()
    results = {mode: float(module.train(mode)(torch.tensor(1.0))) for mode in (True, False)}
    assert (results[training] == 1.0, results[not training] == 1.0) == (False, True)
