"""The coordinates of a chart of time or memory by test, against the limits. Numbers only; a template draws them.

The axis is logarithmic: a test may take a millisecond or two seconds, and both must be visible.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import Final

from judge.render.shared.figures import count

WIDTH: Final = 360
HEIGHT: Final = 178
LEFT: Final = 50
RIGHT: Final = WIDTH - 8
TOP: Final = 18
BOTTOM: Final = HEIGHT - 26
"""In the units of the picture, which is as wide as a phone, so that its letters are readable there."""
FRAME: Final = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
"""The same for the template."""

Unit = Callable[[float], str]

_HEADROOM: Final = 1.3


@dataclass(frozen=True, slots=True)
class Measured:
    """One test: its value for each solution, its limit (0 if unknown), and whether a solution exceeded it."""

    name: str
    group: str
    values: tuple[float, ...]
    limit: float = 0.0
    over: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """The marks of one test: a line from `low` to `high`, a dot at `middle`, its limit."""

    left: float
    x: float
    right: float
    low: float
    high: float
    middle: float
    limit: float | None
    over: bool
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `words` describes it for those who cannot see it."""

    title: str
    words: str
    columns: tuple[Column, ...]
    ticks: tuple[tuple[float, str], ...]
    groups: tuple[tuple[float, float, str], ...]
    limit_words: str


def chart(title: str, tests: Sequence[Measured], floor: float, unit: Unit, mark: Unit) -> Chart:
    """The chart of those tests that have a value.

    Args:
        title: what is measured.
        tests: in order, grouped.
        floor: the lowest value on the axis; a power of ten.
        unit: formats a measured value with its unit.
        mark: formats a round value with its unit.
    """
    tests = [test for test in tests if test.values]
    most = max((max(test.limit, *test.values) for test in tests), default=floor)
    ceiling = max(most * _HEADROOM, floor * 10)
    span = math.log10(ceiling / floor)

    def height(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * math.log10(max(value, floor) / floor) / span, 1)

    step = (RIGHT - LEFT) / max(1, len(tests))
    columns = tuple(_column(test, LEFT + step * at, step, height, unit) for at, test in enumerate(tests))
    decades = [floor * 10**power for power in range(int(span) + 1)]
    limits = {test.limit for test in tests if test.limit}
    highest = max(tests, key=lambda test: max(test.values), default=None)
    words = f"{title} of {count(len(tests), 'test')}, logarithmic"
    if highest is not None:
        words += f"; the maximum is {unit(max(highest.values))} in {highest.name}"
    limit_words = f"limit {mark(limits.pop())}" if len(limits) == 1 else "limits" if limits else ""
    ticks = tuple((height(value), mark(value)) for value in decades)
    return Chart(
        title, f"{words}; {limit_words}" if limit_words else words, columns, ticks, _groups(tests, step), limit_words
    )


def _column(test: Measured, left: float, step: float, height: Callable[[float], float], unit: Unit) -> Column:
    middle = median(test.values)
    least, most = min(test.values), max(test.values)
    words = f"{test.name}: {unit(middle)}"
    if len(test.values) > 1:
        words += f", the median of {len(test.values)} solutions; from {unit(least)} to {unit(most)}"
    return Column(
        left=round(left, 1),
        x=round(left + step / 2, 1),
        right=round(left + step, 1),
        low=height(least),
        high=height(most),
        middle=height(middle),
        limit=height(test.limit) if test.limit else None,
        over=test.over or (bool(test.limit) and most >= test.limit),
        words=words,
    )


def _groups(tests: Sequence[Measured], step: float) -> tuple[tuple[float, float, str], ...]:
    """The start, middle and name of each group."""
    groups, at = [], 0
    for name, members in groupby(test.group for test in tests):
        size = len(list(members))
        groups.append((round(LEFT + step * at, 1), round(LEFT + step * (at + size / 2), 1), name))
        at += size
    return tuple(groups)
