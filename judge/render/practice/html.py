"""`judge stats --format html`: one page, with the calendar of a year on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from judge.practice.counts import Counts
from judge.practice.scheduling import Memory
from judge.render.practice import calendar
from judge.render.practice.terminal import SHOWN_TAGS, ago, percent, wrong_tries
from judge.render.shared.figures import count
from judge.render.shared.page import page

SQUARE: Final = 13
"""Pixels from one square of the calendar to the next."""


@dataclass(frozen=True, slots=True)
class Square:
    """A day of the calendar at its place on the page."""

    x: int
    y: int
    level: int
    words: str


def stats_page(counts: Counts, memories: Sequence[Memory], now: datetime, zone: tzinfo | None) -> str:
    """The page.

    Args:
        counts: the figures to show.
        memories: of the solved problems.
        now: in UTC.
        zone: of the days; None for the local one.
    """
    today = now.astimezone(zone).date()
    grid = calendar.weeks(counts.days, today)
    squares = [
        Square(number * SQUARE, weekday * SQUARE, day.level, day.words)
        for number, week in enumerate(grid)
        for weekday, day in enumerate(week)
    ]
    shown = {day.day: day.number for week in grid for day in week}
    busiest = max(counts.days.items(), key=lambda item: item[1], default=None)
    return page(
        "stats",
        counts=counts,
        squares=squares,
        size=SQUARE,
        months=[(number * SQUARE, name) for number, name in calendar.months(grid)],
        width=len(grid) * SQUARE,
        year=f"{count(sum(shown.values()), 'submission')} on {count(sum(map(bool, shown.values())), 'day')}",
        busiest=busiest,
        today=today,
        due=sum(memory.due_on(zone) <= today for memory in memories),
        reviews=[
            (memory, memory.due_on(zone), ago(memory.last.at, now, zone))
            for memory in sorted(memories, key=lambda memory: (memory.due_on(zone), memory.problem))
        ],
        tags=[tag for tag in counts.tags if tag.tried],
        first_tags=SHOWN_TAGS,
        untried=[tag.name for tag in counts.tags if not tag.tried],
        percent=percent,
        wrong_tries=wrong_tries,
        steps=calendar.STEPS,
    )
