"""Many submissions in one invocation: as they end, as many at a time as asked, in containers used again."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest

from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem
from judge.sandboxes import Channel, Sandbox
from judge.sandboxes.process import ProcessSandbox
from judge.submission import Submission
from judge.verdict import Verdict

TEST = "def test_one(solution):\n    assert solution.f(1) == 1\n"


class CountingSandbox(ProcessSandbox):
    """Counts what it starts."""

    def __init__(self) -> None:
        super().__init__()
        self.started = 0

    def open_worker(self, *arguments: Any) -> Channel:  # type: ignore[override]
        self.started += 1
        return super().open_worker(*arguments)


def test_results_come_as_they_end() -> None:
    gate = threading.Event()

    def work(item: str, sandbox: Sandbox) -> str:
        if item == "slow":
            gate.wait(10)
        return item.upper()

    results = judge_each(work, ["slow", "quick"], ProcessSandbox(), 2)
    assert next(results) == ("quick", "QUICK")
    gate.set()
    assert list(results) == [("slow", "SLOW")]


def test_no_more_at_a_time_than_asked() -> None:
    running = itertools.count()
    now, most, lock = set(), [0], threading.Lock()

    def work(item: int, sandbox: Sandbox) -> int:
        mine = next(running)
        with lock:
            now.add(mine)
            most[0] = max(most[0], len(now))
        threading.Event().wait(0.01)
        with lock:
            now.discard(mine)
        return item

    assert sorted(dict(judge_each(work, range(20), ProcessSandbox(), 3))) == list(range(20))
    assert most[0] == 3


def test_items_are_taken_as_they_are_needed() -> None:
    taken = []

    def items() -> Any:
        for number in itertools.count():
            taken.append(number)
            yield number

    results = judge_each(lambda item, _: item, items(), ProcessSandbox(), 2)
    for _ in range(5):
        next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 12


def test_a_container_serves_many_submissions(make_problem: Callable[..., Problem]) -> None:
    problem, sandbox = make_problem(TEST), CountingSandbox()
    sources = [f"def f(x): return {number}".encode() for number in range(6)]

    def work(source: bytes, reusing: Sandbox) -> Verdict:
        return judge(problem, Submission("x.py", source), reusing).verdict

    verdicts = dict(judge_each(work, sources, sandbox, 2))
    assert [verdicts[source] for source in sources] == ["WA", "AC", "WA", "WA", "WA", "WA"]
    assert sandbox.started <= 2


def test_what_work_raises_ends_it() -> None:
    begun = []

    def work(item: int, sandbox: Sandbox) -> None:
        begun.append(item)
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        list(judge_each(work, range(100), ProcessSandbox(), 2))
    assert len(begun) < 10
