"""`judge stress` in a terminal: a line while inputs are tried, and the result."""

from __future__ import annotations

import time
from typing import Final

from judge.render.report.live import Live
from judge.render.report.terminal import failure_text
from judge.render.shared.figures import color, mark, seconds
from judge.render.shared.screen import Screen
from judge.render.shared.text import clean, wrap
from judge.stress import StressResult
from judge.verdict import Verdict

_REDRAWN_S: Final = 0.1


class LiveStress(Live):
    """The line that is redrawn while inputs are tried."""

    _found: StressResult | None = None
    _drawn_at = 0.0

    def on_input(self, found: StressResult, seconds_left: float) -> None:
        """Show what `judge.stress.stress` has found so far, at most ten times a second."""
        with self._lock:
            self._since = time.monotonic()
            self._doing = "waiting for the solution"
            self._found, self._left_s = found, seconds_left
            if self._since - self._drawn_at > _REDRAWN_S:
                self._drawn_at = self._since
                self._draw()

    def _line(self, width: int) -> str:
        found = self._found
        if found is None:
            return super()._line(width)
        if found.failure is None:
            return f"  {_inputs(found.tried)}, {max(0, self._left_s):.0f} s left"
        return f"  input {found.tried:,} failed; trying smaller ones: {found.tried_smaller:,}"


def stress_text(found: StressResult, screen: Screen, again: str) -> str:
    """The result.

    Args:
        found: the result to show.
        screen: where it is shown.
        again: the command that tries the same inputs.
    """
    lines: list[str] = []
    if found.refusal:
        verdict, why = found.refusal
        shown = [f"  {line}".rstrip() for line in wrap(clean(why), screen.width - 2)]
        lines += ["", *shown, "", _headline(verdict, f"{verdict.phrase.capitalize()} ({verdict})", screen)]
    elif found.failure is None:
        drawn = f"({seconds(found.seconds)}, seed {found.seed})"
        lines += ["", _headline(Verdict.ACCEPTED, f"No difference in {_inputs(found.tried)} {drawn}", screen)]
    else:
        failure = found.failure
        words = f"{failure.verdict.phrase.capitalize()} ({failure.verdict}) on input {found.tried:,}"
        lines += ["", failure_text(failure, screen), "", _headline(failure.verdict, words, screen)]
        lines += [screen.paint(line, "dim") for line in wrap(f"  {_history(found)}", screen.width)]
        lines.append(screen.paint(f"  To repeat: {again}", "dim"))
    if found.interrupted:
        lines.append("  Interrupted.")
    return "\n".join(lines)


def _headline(verdict: Verdict, words: str, screen: Screen) -> str:
    return f"{mark(verdict, screen)} {screen.paint(words, color(verdict), 'bold')}"


def _inputs(number: int) -> str:
    return f"{number:,} random input{'' if number == 1 else 's'}"


def _history(found: StressResult) -> str:
    """How the shown input was found."""
    more = f"{found.tried_smaller:,} more tried in {seconds(found.seconds)}"
    if found.passed_again:
        return (
            f"{more}. It passed when tried again: does the solution remember earlier calls, "
            "use random numbers, or need nearly all of the time limit?"
        )
    if found.finished:
        return f"This is the smallest input that fails; {more}."
    return f"This is the smallest input so far; {more}. There may be a smaller one."
