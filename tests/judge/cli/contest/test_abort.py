"""`judge contest abort`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.contest_commands import the_run
from tests.support.small_problems import RIGHT, Judge


def test_an_aborted_contest_is_not_scored(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(RIGHT)
    assert "not scored" in judge("contest", "abort").out
    run = the_run(folder)
    assert run.aborted
    assert "0 of 200 points" in judge("contest", "status").out
    assert "left" not in judge("list").err
