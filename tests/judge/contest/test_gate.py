"""The contest that is running, and what it closes, without a command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from judge.contest import log
from judge.contest.current import POINTER
from judge.contest.events import Paused
from judge.contest.gate import RunningContest, look
from judge.errors import UsageError
from tests.support.played import Play


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """An interview of an hour that is under way."""
    play = Play(tmp_path / "round-1.jsonl")
    (tmp_path / POINTER).write_text(json.dumps({"run": "round-1", "workplace": str(tmp_path / "work")}))
    return play


def running(play: Play, minute: float) -> RunningContest:
    contest = look(play.path.parent, lambda: play.reading(minute)).contest
    assert contest is not None
    return contest


def test_without_a_pointer_no_contest_is_running(tmp_path: Path) -> None:
    assert look(tmp_path, lambda: pytest.fail("the clock is not asked")).contest is None


def test_it_closes_what_would_help_with_its_problems_and_nothing_else(play: Play) -> None:
    contest = running(play, 10)
    assert (contest.name, contest.left_s) == ("bytedance-multimodal-3", 3000)
    with pytest.raises(UsageError, match="the editorial of dpo_loss is not available"):
        contest.check_open("dpo_loss", "the editorial")
    with pytest.raises(UsageError, match="judge stress is not available"):
        contest.check_command("stress")
    contest.check_open("clip", "the editorial")
    contest.check_command("list")


def test_when_its_time_is_up_it_ends_and_closes_nothing(play: Play) -> None:
    contest = running(play, 61)
    assert contest.over
    assert log.read(play.path).ended_s == 3600
    assert not (play.path.parent / POINTER).exists()
    contest.check_open("dpo_loss", "the editorial")
    contest.check_command("stress")
    assert look(play.path.parent, lambda: play.reading(62)).contest is None


def test_nobody_works_on_its_problems_in_a_pause(play: Play) -> None:
    running(play, 5).check_not_paused("dpo_loss")
    play.add(6, Paused())
    with pytest.raises(UsageError, match="is paused, so dpo_loss is not available"):
        running(play, 7).check_not_paused("dpo_loss")
    running(play, 7).check_not_paused("clip")


def test_a_hint_has_a_price_until_it_is_paid_for(play: Play) -> None:
    assert running(play, 5).price_of_hint("dpo_loss", 1) == "Hint 1 of dpo_loss costs 20% of its points: 20 of 100."
    play.hint(6, "dpo_loss", 1)
    contest = running(play, 7)
    assert contest.price_of_hint("dpo_loss", 1) == ""
    assert contest.hints_taken("dpo_loss") == {1}


def test_its_problems_go_by_their_letters(play: Play) -> None:
    assert running(play, 1).problems["c"] == "dpo_loss"
