"""`judge stress` for a person: a line while inputs are tried, and what was found in the end."""

from __future__ import annotations

import time
from typing import Final

from judge.render.live import Live
from judge.render.screen import Screen
from judge.render.terminal import failure_text
from judge.render.text import clean, wrap
from judge.render.verdicts import color, mark, seconds
from judge.stressing import Stressed
from judge.verdict import Verdict

_REDRAWN_S: Final = 0.1


class LiveStress(Live):
    """The line that is drawn over while inputs are tried."""

    _found: Stressed | None = None
    _drawn_at = 0.0

    def on_input(self, found: Stressed, seconds_left: float) -> None:
        """What `judge.stressing.stress` tells; redrawn ten times a second."""
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


def stress_text(found: Stressed, screen: Screen, again: str) -> str:
    """What was found.

    Args:
        found: what is shown.
        screen: what it is written for.
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
        lines.append(screen.paint(f"  Again: {again}", "dim"))
    if found.interrupted:
        lines.append("  Interrupted.")
    return "\n".join(lines)


def _headline(verdict: Verdict, words: str, screen: Screen) -> str:
    return f"{mark(verdict, screen)} {screen.paint(words, color(verdict), 'bold')}"


def _inputs(number: int) -> str:
    return f"{number:,} random input{'' if number == 1 else 's'}"


def _history(found: Stressed) -> str:
    """How the input that is shown was come by."""
    more = f"{found.tried_smaller:,} more tried in {seconds(found.seconds)}"
    if found.passed_again:
        return (
            f"{more}. It passed when it was tried again: does the solution remember earlier calls, "
            "draw random numbers, or need nearly all of the time?"
        )
    if found.finished:
        return f"Shown is the smallest that fails, {more}."
    return f"Shown is the smallest so far, {more}; there may be a smaller one."
