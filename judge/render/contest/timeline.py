"""The timeline of a run: a lane for each problem, a mark for each attempt; laid out for a page or a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from judge.contest.analysis import Analysis, TaskHistory
from judge.contest.model import Attempt
from judge.render.contest.status import clock_time
from judge.render.shared import text
from judge.render.shared.figures import color
from judge.render.shared.screen import Screen
from judge.verdict import Verdict

MOST_MARKS: Final = 60
"""For one problem: more would hide each other."""
ROW: Final = 34
TOP: Final = 26
RIGHT: Final = 16
_STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
_LEAST_APART: Final = 58
"""Pixels between two times on the axis."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An attempt or a hint at its time: its kind is a class of the page's style, its words are its tooltip."""

    x: float
    kind: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The line of a problem; `solved` spans from its first attempt to the accepted one."""

    y: float
    label: str
    name: str
    marks: tuple[Mark, ...]
    solved: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that is drawn, in pixels.

    Attributes:
        width: of the drawing.
        height: of the drawing.
        left: where the time begins.
        end: where it ends.
        extra: where the extra time begins; None if there is none.
        late: where attempts after the end are drawn; None if there are none.
        lanes: from the top.
        ticks: on the axis: position and text.
        pauses: position and tooltip.
    """

    width: int
    height: int
    left: float
    end: float
    extra: float | None
    late: float | None
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]
    pauses: tuple[tuple[float, str], ...]


def timeline(analysis: Analysis, width: int, *, names: bool) -> Timeline:
    """Lay out the timeline in a width, with the names of problems or with their letters only."""
    run = analysis.run
    left = 190.0 if names else 30.0
    late_attempts = [attempt for attempt in run.attempts if attempt.upsolving]
    room = width - left - RIGHT
    end = left + room * (0.86 if late_attempts else 1.0)
    whole = _whole_s(analysis)
    late_order = {attempt.number: at for at, attempt in enumerate(late_attempts, 1)}

    def x(at_s: float) -> float:
        return round(left + (end - left) * min(max(at_s / whole, 0.0), 1.0), 1)

    def x_of(attempt: Attempt) -> float:
        if not attempt.upsolving:
            return x(attempt.at_s)
        return round(end + (left + room - end) * late_order[attempt.number] / (len(late_attempts) + 0.5), 1)

    def lane(number: int, task: TaskHistory) -> Lane:
        marks = [_mark(attempt, x_of(attempt)) for attempt in task.attempts[-MOST_MARKS:]]
        marks += [
            Mark(x(hint.at_s), "hint", "?", f"{clock(hint.at_s)}: hint {hint.number}")
            for hint in task.hints[:MOST_MARKS]
        ]
        solved = None
        if task.solved_s is not None and task.first_s is not None:
            solved = (x(task.first_s), x(task.solved_s))
        name = task.task.problem if names else ""
        return Lane(TOP + ROW * (number + 0.5), task.task.label, name, tuple(marks), solved)

    return Timeline(
        width=width,
        height=round(TOP + ROW * len(analysis.tasks) + 12),
        left=left,
        end=end,
        extra=x(60.0 * run.contest.minutes) if whole > 60.0 * run.contest.minutes else None,
        late=end if late_attempts else None,
        lanes=tuple(lane(number, task) for number, task in enumerate(analysis.tasks)),
        ticks=tuple(_ticks(whole, end - left, left)),
        pauses=tuple(
            (x(pause.at_s), f"{clock(pause.at_s)}: paused for {span(pause.length_s)}")
            for pause in run.pauses[:MOST_MARKS]
            if pause.length_s is not None
        ),
    )


def timeline_text(analysis: Analysis, screen: Screen) -> str:
    """A line of signs for each problem, time from left to right, without what came after the end."""
    widest = max((text.width(_name(task)) for task in analysis.tasks), default=0)
    name_width = min(widest, max(screen.width // 3, 8))
    columns = max(min(screen.width - name_width - 2, 100), 8)
    whole = _whole_s(analysis)
    lines = []
    for task in analysis.tasks:
        signs = [("─", "dim")] * columns
        moments = [(hint.at_s, "?", "yellow") for hint in task.hints]
        moments += [(one.at_s, _sign(one.verdict), _color(one)) for one in task.attempts if not one.upsolving]
        for at_s, sign, style in sorted(moments, key=lambda moment: moment[0]):
            signs[min(int(at_s / whole * columns), columns - 1)] = (sign, style)
        name = text.pad(text.shorten(_name(task), name_width), name_width)
        lines.append(f"{name}  " + "".join(screen.paint(screen.sign(sign), style) for sign, style in signs))
    start, end = "0:00", clock(whole)
    axis = start + end.rjust(max(columns - len(start), len(end) + 1))
    return "\n".join([*lines, " " * (name_width + 2) + screen.paint(axis, "dim")])


def clock(at_s: float | None) -> str:
    """Contest time: `4:07`, `1:02:33`; nothing for None."""
    return "" if at_s is None else clock_time(at_s)


def span(length_s: float) -> str:
    """A duration: `40 s`, `12 min`, `1 h 5 min`."""
    if length_s < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{int(length_s)} s"
    hours, minutes = divmod(int(length_s) // 60, 60)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]))


def _whole_s(analysis: Analysis) -> float:
    """The time that the timeline spans: to the end of the run, and at least a minute."""
    return max(analysis.length_s, 60.0)


def _ticks(whole: float, room: float, left: float) -> Iterator[tuple[float, str]]:
    minutes = whole / 60
    step = next((step for step in _STEPS_MIN if step / minutes * room >= _LEAST_APART), max(minutes, 1.0))
    at = 0.0
    while at <= minutes:
        yield round(left + room * at / minutes, 1), f"{at:g}"
        at += step


def _mark(attempt: Attempt, x: float) -> Mark:
    verdict = attempt.verdict
    when = "after the end" if attempt.upsolving else clock(attempt.at_s)
    words = f"{when}: attempt {attempt.number}, {verdict.phrase if verdict else 'not judged'}"
    return Mark(x, _kind(verdict), _sign(verdict), words)


def _kind(verdict: Verdict | None) -> str:
    if verdict is None or verdict in {Verdict.JUDGE_ERROR, Verdict.SKIPPED}:
        return "open"
    return {Verdict.ACCEPTED: "right", Verdict.COMPILE_ERROR: "slip"}.get(verdict, "wrong")


def _sign(verdict: Verdict | None) -> str:
    return {"right": "✓", "wrong": "✗", "slip": "!", "open": "·"}[_kind(verdict)]


def _color(attempt: Attempt) -> str:
    return color(attempt.verdict) if attempt.verdict else "dim"


def _name(task: TaskHistory) -> str:
    return text.one_line(f"{text.shorten(text.one_line(task.task.label), 3)} {task.task.problem}")
