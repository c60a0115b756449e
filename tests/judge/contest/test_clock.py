"""How much time has passed, whatever was done to the clocks."""

from __future__ import annotations

import pytest

from judge.contest import clock
from judge.contest.clock import Reading, passed

START = Reading(1_700_000_000.0, 5000.0, "one")


def later(wall: float, boot: float, boot_id: str = "one") -> Reading:
    return Reading(START.wall_s + wall, boot if boot_id != "one" else START.boot_s + boot, boot_id)


def test_clocks_that_agree_get_no_remark() -> None:
    assert passed(START, later(600, 600.5)) == clock.Passed(600.5)


def test_a_small_correction_of_the_wall_clock_gets_no_remark() -> None:
    assert passed(START, later(7206, 7200)).remark == ""


@pytest.mark.parametrize(("wall", "words"), [(4200, "set forward by 1 h"), (-3000, "set back by 1 h")])
def test_a_wall_clock_that_was_set_does_not_count_and_gets_a_remark(wall: float, words: str) -> None:
    found = passed(START, later(wall, 600))
    assert found.seconds == 600
    assert words in found.remark


def test_across_a_restart_the_wall_clock_counts_with_a_remark() -> None:
    found = passed(START, later(600, 40.0, "two"))
    assert found.seconds == 600
    assert "was restarted" in found.remark


def test_a_restart_with_a_wall_clock_in_the_past_counts_the_time_since_boot() -> None:
    found = passed(START, later(-86400, 90.0, "two"))
    assert found.seconds == 90.0
    assert "is in the future" in found.remark


def test_a_last_event_later_than_the_restart_by_a_wrong_clock_counts_from_the_restart() -> None:
    assert passed(START, later(30, 90.0, "two")).seconds == 90.0


def test_a_boot_clock_that_went_back_is_a_restart() -> None:
    assert passed(START, Reading(START.wall_s + 600, 20.0, "one")).seconds == 600


def test_the_clocks_of_this_computer_can_be_read() -> None:
    first = clock.read()
    second = clock.read()
    assert 0 <= passed(first, second).seconds < 60
    assert first.wall.endswith("Z")
