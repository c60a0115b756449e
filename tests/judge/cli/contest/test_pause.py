"""`judge contest pause` and `judge contest resume`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.clocked import Clock
from tests.support.contest_commands import the_run
from tests.support.small_problems import Judge


def test_a_pause_of_an_interview_stops_the_clock_and_is_recorded(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]
) -> None:
    started()
    clock.pass_s(600)
    assert "Paused at 10:00" in judge("contest", "pause").out
    clock.pass_s(1200)
    closed = judge("test", "addition")
    assert closed.code == 2
    assert "is paused" in closed.err
    assert "after a pause of 20:00" in judge("contest", "resume").out
    clock.pass_s(60)
    assert "49:00 left" in judge("list").err
    (pause,) = the_run(folder).pauses
    assert (pause.at_s, pause.length_s) == (600, 1200)
    assert "1 pause" in judge("contest", "status").out


def test_a_contest_can_be_finished_in_a_pause_which_ends_with_it(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]
) -> None:
    started()
    clock.pass_s(600)
    judge("contest", "pause")
    clock.pass_s(90)
    assert "is over after 10:00" in judge("contest", "finish").out
    (pause,) = the_run(folder).pauses
    assert (pause.at_s, pause.length_s) == (600, 90)


def test_a_contest_whose_time_is_up_cannot_be_paused(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]
) -> None:
    started()
    clock.pass_s(100 * 3600)
    ran = judge("contest", "pause")
    assert ran.code == 2
    assert "the contest is over" in ran.err
    assert the_run(folder).pauses == ()


@pytest.mark.parametrize("rule", ["icpc", "leetcode", "ioi"])
def test_only_interviews_can_be_paused(judge: Judge, folder: Path, started: Callable[..., None], rule: str) -> None:
    started(rule)
    ran = judge("contest", "pause")
    assert ran.code == 2
    assert f"{rule} scoring cannot be paused" in ran.err
    assert the_run(folder).pauses == ()


def test_a_pause_is_no_longer_than_the_clocks_say(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    judge("contest", "pause")
    assert "already paused" in judge("contest", "pause").err
    clock.restart(900)
    judge("contest", "resume")
    assert "not paused" in judge("contest", "resume").err
    assert "60:00 left" in judge("list").err or "1:00:00 left" in judge("list").err
