"""Verdicts, times, sizes and counts, written the same way in every terminal output."""

from __future__ import annotations

from typing import Final

from judge.render.shared.screen import Screen
from judge.verdict import Verdict

_COLORS: Final = {
    Verdict.ACCEPTED: "green",
    Verdict.SKIPPED: "dim",
    Verdict.JUDGE_ERROR: "magenta",
    Verdict.TIME_LIMIT: "yellow",
    Verdict.MEMORY_LIMIT: "yellow",
    Verdict.OUTPUT_LIMIT: "yellow",
}


def color(verdict: Verdict) -> str:
    """The color of a verdict."""
    return _COLORS.get(verdict, "red")


def mark(verdict: Verdict, screen: Screen) -> str:
    """A sign of one column that tells good from bad without color."""
    sign = {Verdict.ACCEPTED: "✓", Verdict.SKIPPED: "·"}.get(verdict, "✗")
    return screen.paint(screen.sign(sign), color(verdict))


def seconds(value: float) -> str:
    """As short as is useful: `3 ms`, `0.21 s`, `14 s`."""
    if value < 0.1:  # noqa: PLR2004 - below it, milliseconds read better
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"  # noqa: PLR2004 - three digits are enough


def megabytes(value: float) -> str:
    """As short as is useful: `1.4 MB`, `212 MB`."""
    return f"{value:.1f} MB" if value < 100 else f"{value:.0f} MB"  # noqa: PLR2004 - three digits are enough


def count(number: int, noun: str) -> str:
    """`1 test`, `2 tests`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
