"""A year of days as a grid of weeks, for `judge stats` in a terminal and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from judge.render.shared.figures import count
from judge.render.shared.screen import Screen

WEEKS: Final = 53
STEPS: Final = (1, 2, 4, 8)
"""The numbers of submissions on a day from which its shade is stronger."""

_SHADES: Final = ("·", "░", "▒", "▓", "█")
_ASCII_SHADES: Final = (".", "-", "+", "*", "#")
_LABELS: Final = ("Mon", "", "Wed", "", "Fri", "", "")
_MARGIN: Final = 4
_MONTHS: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]  # whatever the locale
_SHORTEST_MONTH: Final = 3
"""Weeks that a label takes; one more for a space if a week is one column."""


@dataclass(frozen=True, slots=True)
class Day:
    """One square: the number of submissions, and its shade from 0 to 4."""

    day: date
    number: int
    level: int

    @property
    def words(self) -> str:
        """`3 submissions on 2026-11-27`."""
        return f"{count(self.number, 'submission') if self.number else 'nothing'} on {self.day}"


def weeks(days: Mapping[date, int], today: date, number: int = WEEKS) -> tuple[tuple[Day, ...], ...]:
    """The last weeks up to that of `today`, each from Monday; the last one ends with today."""
    monday = today - timedelta(days=today.weekday())
    return tuple(
        tuple(
            Day(day, days.get(day, 0), level(days.get(day, 0)))
            for day in (monday + timedelta(days=weekday - 7 * back) for weekday in range(7))
            if day <= today
        )
        for back in range(number - 1, -1, -1)
    )


def level(number: int) -> int:
    """The shade, from 0 to 4, of a day with this number of submissions."""
    return sum(number >= step for step in STEPS)


def months(grid: tuple[tuple[Day, ...], ...], apart: int = _SHORTEST_MONTH) -> Iterator[tuple[int, str]]:
    """Where a month begins: the number of its first week, and its name; at least `apart` weeks apart."""
    last = -apart
    for number, week in enumerate(grid):
        first = week[0].day
        begins = number == 0 or first.month != grid[number - 1][0].day.month
        close_to_next = number == 0 and any(one[0].day.month != first.month for one in grid[1:apart])
        if begins and not close_to_next and number - last >= apart:
            last = number
            yield number, _MONTHS[first.month - 1]


def calendar_text(days: Mapping[date, int], today: date, screen: Screen) -> str:
    """The grid, in as many weeks as fit, and a legend below it."""
    columns = 2 if screen.width >= _MARGIN + 2 * WEEKS else 1
    grid = weeks(days, today, max(1, min(WEEKS, (screen.width - _MARGIN) // columns)))
    shades = _SHADES if screen.unicode else _ASCII_SHADES

    def square(strength: int) -> str:
        return screen.paint(shades[strength] * columns, "green" if strength else "dim")

    heading = ""
    for number, name in months(grid, _SHORTEST_MONTH if columns > 1 else _SHORTEST_MONTH + 1):
        at = _MARGIN + number * columns
        if at + len(name) <= screen.width:
            heading = heading.ljust(at) + name
    lines = [screen.paint(heading, "dim")]
    for weekday, label in enumerate(_LABELS):
        row = "".join(square(week[weekday].level) if weekday < len(week) else "" for week in grid)
        lines.append(screen.paint(label.ljust(_MARGIN), "dim") + row)
    legend = " ".join(square(strength) for strength in range(len(shades)))
    lines.append(
        f"{' ' * _MARGIN}{screen.paint('none', 'dim')} {legend} {screen.paint(f'{STEPS[-1]} or more a day', 'dim')}"
    )
    return "\n".join(lines)
