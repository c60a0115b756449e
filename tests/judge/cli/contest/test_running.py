"""The running contest, announced before every command: the time left, the clocks, the end, a broken log."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.clocked import Clock
from tests.support.contest_commands import the_run
from tests.support.small_problems import RIGHT, WRONG, Judge


@pytest.mark.parametrize(
    ("seconds", "said"), [(3000.5, "Less than 10 minutes!"), (3541, "Less than 1 minute!"), (2000, "26:40 left\n")]
)
def test_every_command_says_what_time_is_left(
    judge: Judge, clock: Clock, started: Callable[..., None], seconds: float, said: str
) -> None:
    started()
    clock.pass_s(seconds)
    ran = judge("list")
    assert said in ran.err
    assert "left" not in ran.out


def test_a_wall_clock_set_back_gives_no_time(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.pass_s(1800, wall=-86400)
    ran = judge("list")
    assert "30:00 left" in ran.err
    assert "was set back by" in ran.err


def test_a_wall_clock_set_forward_takes_no_time(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.pass_s(60, wall=7200)
    ran = judge("list")
    assert "59:00 left" in ran.err
    assert "was set forward by" in ran.err


def test_a_restart_costs_the_time_that_it_took(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.restart(1800)
    ran = judge("list")
    assert "30:00 left" in ran.err
    assert "was restarted" in ran.err


def test_a_log_from_the_future_is_said_to_be_one(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.restart(-86400, up=120)
    ran = judge("list")
    assert "is in the future" in ran.err
    assert "58:00 left" in ran.err


@pytest.mark.parametrize("command", ["pause", "resume", "finish", "abort"])
def test_without_a_contest_there_is_nothing_to_do(judge: Judge, clock: Clock, command: str) -> None:
    ran = judge("contest", command)
    assert ran.code == 2
    assert "no contest is running" in ran.err


def test_a_full_disk_at_the_end_scores_nothing_that_came_late(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    started()
    clock.pass_s(3700)
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", full)
    assert "could not be recorded yet" in judge("list").err
    monkeypatch.setattr(os, "pwrite", real)
    assert "Time is up" in judge("list").err
    assert the_run(folder).ended_s == 3600


def test_an_edited_log_goes_on_and_is_marked(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    path = folder / "home" / "contests" / "sunday-1.jsonl"
    path.write_text(path.read_text().replace('"verdict":"WA"', '"verdict":"AC"'))
    assert "was changed" in judge("list").err
    hand_in(RIGHT)
    assert not the_run(folder).intact
    assert len(the_run(folder).attempts) == 2


def test_a_log_that_is_gone_does_not_keep_anything_from_working(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    started()
    (folder / "home" / "contests" / "sunday-1.jsonl").unlink()
    assert judge("list").code == 0
    assert judge("contest", "start", "sunday").code == 0


def test_a_log_that_cannot_be_read_is_said_and_nothing_else_breaks(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    started()
    (folder / "home" / "contests" / "sunday-1.jsonl").write_text("gone\n")
    ran = judge("list")
    assert ran.code == 0
    assert "cannot be read" in ran.err
