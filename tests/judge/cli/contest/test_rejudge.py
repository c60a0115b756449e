"""`judge contest rejudge`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.contest_commands import the_run
from tests.support.small_problems import WRONG, Judge


def test_a_rejudge_shows_first_and_applies_when_told_to(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    judge("contest", "finish")
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text(
        "def test_any(solution):\n    solution.add(1, 1)\n"
    )
    ran = judge("contest", "rejudge", "1")
    assert "WA 2/3" in ran.out
    assert "AC 3/3" in ran.out
    assert "Nothing was changed." in ran.out
    assert the_run(folder).attempts[0].verdict == "WA"
    assert "1 verdict changed" in judge("contest", "rejudge", "1", "--apply").out
    assert the_run(folder).attempts[0].verdict == "AC"
    assert the_run(folder).intact
    assert "100 of 200 points" in judge("contest", "status").out
