"""`judge contest submit`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from judge.contest import log
from tests.support.clocked import Clock
from tests.support.contest_commands import played, the_run
from tests.support.small_problems import RIGHT, Judge


def test_letters_name_the_problems(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    judge("submit", "B")
    judge("contest", "submit", "a")
    assert [attempt.problem for attempt in the_run(folder).attempts] == ["add_hard", "addition"]


def test_an_earlier_run_gives_no_free_verdict(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    judge("contest", "finish")
    judge("contest", "start", "sunday")
    ran = judge("contest", "submit", "A", "--run", "1")
    assert ran.code == 2
    assert "upsolving of addition is not available" in ran.err


def test_later_upsolving_has_a_command_of_its_own(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    judge("contest", "finish")
    (folder / "contests" / "sunday-1" / "addition.py").write_text(RIGHT)
    ran = judge("contest", "submit", "A")
    assert ran.code == 0
    assert the_run(folder).attempts[0].upsolving


def test_nobody_hands_in_to_a_run_of_somebody_else(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    own = folder / "home" / "contests" / "sunday-1.jsonl"
    (folder / "ann.jsonl").write_text(own.read_text().replace('"participant":"ann"', '"participant":"eve"'))
    judge("contest", "import", "ann.jsonl")
    judge("contest", "submit", "A")
    assert len(log.read(own).attempts) == 3
    ran = judge("contest", "submit", "A", "--run", "2")
    assert ran.code == 2
    assert "was played by somebody else" in ran.err
