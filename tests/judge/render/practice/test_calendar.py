"""A year of days as a picture in the terminal."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from judge.render.practice.calendar import STEPS, WEEKS, calendar_text, level, months, weeks
from judge.render.shared import text
from judge.render.shared.screen import Screen

TODAY = date(2026, 3, 4)  # a Wednesday


def test_every_day_of_the_last_year_is_there_once_and_none_that_is_to_come() -> None:
    days = [day.day for week in weeks({}, TODAY) for day in week]
    assert days == [TODAY - timedelta(days=back) for back in range(len(days) - 1, -1, -1)]
    assert len(days) >= 365


def test_every_week_begins_on_a_monday() -> None:
    grid = weeks({}, TODAY)
    assert len(grid) == WEEKS
    assert {week[0].day.weekday() for week in grid} == {0}


def test_a_busier_day_is_shown_stronger() -> None:
    assert [level(number) for number in (0, *STEPS, 1000)] == [0, 1, 2, 3, 4, 4]


@pytest.mark.parametrize("start", [TODAY + timedelta(days=number) for number in range(0, 365, 5)])
def test_names_of_months_never_touch(start: date) -> None:
    places = [number for number, _ in months(weeks({}, start))]
    assert all(after - before >= 3 for before, after in pairwise(places))
    assert len(places) >= 11


@pytest.mark.parametrize("width", [20, 40, 57, 80, 112, 200])
def test_it_fits_the_width_and_ends_with_today(width: int) -> None:
    lines = calendar_text({TODAY: 9}, TODAY, Screen(width=width)).splitlines()
    assert max(text.width(line) for line in lines[:-1]) <= width
    assert lines[1 + TODAY.weekday()].endswith("█")
    assert sum("█" in line for line in lines[:-1]) == 1


def test_without_unicode_and_colour_it_is_plain_ascii() -> None:
    shown = calendar_text({TODAY: 9, TODAY - timedelta(days=1): 1}, TODAY, Screen(unicode=False))
    assert shown.isascii()
    assert "\x1b" not in shown
    assert "#" in shown.splitlines()[3]


def test_colours_are_used_where_they_may_be() -> None:
    assert "\x1b[32m" in calendar_text({TODAY: 9}, TODAY, Screen(color=True))
