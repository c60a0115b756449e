"""What `judge stats --format html` writes: one page, the year as a picture on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from judge.practice.counting import Counts
from judge.practice.reviewing import Memory
from judge.render import calendar
from judge.render.page import page
from judge.render.practice import SHOWN_TAGS, ago, percent, wrong_tries
from judge.render.verdicts import count

SQUARE: Final = 13
"""Pixels from one square of the calendar to the next."""


@dataclass(frozen=True, slots=True)
class Square:
    """A day where it is drawn."""

    x: int
    y: int
    level: int
    words: str


def stats_page(counts: Counts, memories: Sequence[Memory], now: datetime, zone: tzinfo | None) -> str:
    """The page.

    Args:
        counts: what was done.
        memories: of the problems that were solved.
        now: in UTC.
        zone: whose days; None is the computer's own.
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
