"""Fixtures of contests: `started` starts one, `hand_in` submits to it, `results` are those of three people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.clocked import Clock
from tests.support.contest_commands import new_contest
from tests.support.contest_results import play
from tests.support.small_problems import Judge


@pytest.fixture
def started(judge: Judge, clock: Clock) -> Callable[..., None]:
    def start(rule: str = "interview", *options: str, minutes: int = 60) -> None:
        new_contest(judge, rule, minutes=minutes)
        ran = judge("contest", "start", "sunday", *options)
        assert ran.code == 0, ran.err

    return start


@pytest.fixture
def hand_in(judge: Judge, folder: Path) -> Callable[..., object]:
    def hand_in(source: str, problem: str = "addition", *options: str) -> object:
        (folder / "contests" / "sunday-1" / f"{problem}.py").write_text(source)
        return judge("submit", problem, *options)

    return hand_in


@pytest.fixture
def results(folder: Path) -> Path:
    """Results of three people, in a folder."""
    play(folder / "results" / "ann.jsonl", "ann", "A 10 WA", "A 12 AC", "B 50 AC")
    play(folder / "results" / "bo.jsonl", "bo", "A 5 AC", "B 45 WA")
    play(folder / "results" / "cleo.jsonl", "cleo", day=3)
    return folder / "results"
