"""What `stress` knows when it ends, however it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from judge.problem import Problem
from judge.sandboxes.process import ProcessSandbox
from judge.stress import StressResult, stress
from judge.submission import Submission
from judge.verdict import Verdict

TESTS = """\
from hypothesis import given, strategies as st
from sandbox.checks import equal

@given(x=st.integers(0, 1000))
def test_any(solution, x):
    equal(solution.f(x), x, given=f"f({x})")
"""


@pytest.fixture
def stressed(make_problem: Callable[..., Problem]) -> Callable[..., StressResult]:
    def run(source: str, tests: str = TESTS, **options: Any) -> StressResult:
        chosen = {"seconds": 30.0, "seed": 1} | options
        return stress(make_problem(tests), Submission("mine.py", source.encode()), ProcessSandbox(), **chosen)

    return run


def test_every_input_is_reported_as_it_ends(stressed: Callable[..., StressResult]) -> None:
    told: list[StressResult] = []
    found = stressed("def f(x): return x", on_input=told.append, seconds=0.5)
    assert [one.tried for one in told] == list(range(1, found.tried + 1))
    assert found.failure is None
    assert found.seconds >= 0.5


def test_inputs_before_the_failure_and_after_it_are_counted_apart(stressed: Callable[..., StressResult]) -> None:
    told: list[StressResult] = []
    found = stressed("def f(x): return x if x < 10 else -1", on_input=told.append)
    assert (found.tried + found.tried_smaller, found.finished) == (len(told), True)
    assert [one.failure is None for one in told].index(False) == found.tried - 1
    assert found.failure is not None
    assert found.failure.detail == "f(10) gave -1, expected 10"


@pytest.mark.parametrize(("limit", "verdict"), [(10, Verdict.WRONG_ANSWER), (2000, None)])
def test_an_interrupt_ends_it_with_what_is_known(
    stressed: Callable[..., StressResult], limit: int, verdict: Verdict | None
) -> None:
    def interrupt(found: StressResult) -> None:
        if found.failure or (verdict is None and found.tried == 3):
            raise KeyboardInterrupt

    found = stressed(f"def f(x): return x if x < {limit} else -1", on_input=interrupt)
    assert found.interrupted
    assert (found.failure.verdict if found.failure else None) is verdict


def test_shrinking_ends_in_time_and_shows_the_smallest_so_far(
    stressed: Callable[..., StressResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judge.stress.SHRINK_S", 0.0)
    found = stressed(
        "import time\ndef f(x):\n    time.sleep(0.2 * (x > 3))\n    return x if x < 4 else -1\n", seconds=0.5
    )
    assert not found.finished
    assert found.failure is not None
    assert "gave -1" in found.failure.detail
    assert found.seconds < 2


def test_a_test_that_catches_everything_does_not_hide_a_limit(stressed: Callable[..., StressResult]) -> None:
    tests = TESTS.replace(
        "    equal", "    try:\n        solution.f(x)\n    except BaseException:\n        pass\n    #"
    )
    found = stressed("import os\ndef f(x): os._exit(1) if x > 7 else 0", tests)
    assert found.failure is not None
    assert (found.failure.verdict, found.failure.detail) == (Verdict.RUN_TIME_ERROR, "f(8)")


def test_a_sandbox_that_the_solution_keeps_ending_is_given_up(
    stressed: Callable[..., StressResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judge.worker_link.MAX_RESTARTS", 1)
    found = stressed(
        "import os, signal\ndef f(x):\n    os.kill(os.getppid(), signal.SIGKILL) if x > 7 else 0\n    return x"
    )
    assert found.failure is not None
    assert found.failure.verdict is Verdict.RUN_TIME_ERROR
    assert not found.finished
