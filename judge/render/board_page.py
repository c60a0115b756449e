"""A scoreboard as one self-contained page, and its unfreezing as a series of boards to click through.

There is no script: each step is a part of the page that shows when its row is the target of the address
(`page.html#step-7`), so the browser's own Back and Forward work too. A row that climbs glides from where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from judge.contest.board import Board
from judge.contest.gathering import LeftOut
from judge.contest.model import Contest, Rule
from judge.contest.unfreezing import Step, Unfreezing
from judge.render import text
from judge.render.board_words import (
    Mark,
    clock,
    heads_of,
    mark_of,
    name_of,
    remarks,
    state_of,
    step_words,
    total_of,
)
from judge.render.page import page
from judge.render.verdicts import count

_MANY: Final = 24
"""More rows than this are not all repeated in every step of an unfreezing: only those around what happens."""
_AROUND: Final = 4

_RULES: Final = {
    Rule.ICPC: "ICPC rules: problems solved, then minutes",
    Rule.LEETCODE: "points, then the time of the last solved problem and what wrong attempts cost",
    Rule.IOI: "the best score of each problem",
    Rule.INTERVIEW: "points, partial credit by tests",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page, or (`gap`) how many rows are not shown here.

    Attributes:
        moved: how many rows it came up (or down, below 0) in this step.
        turn: it is this row's turn.
        told: the label of the problem that was just revealed.
    """

    rank: str = ""
    name: str = ""
    totals: tuple[str, ...] = ()
    marks: tuple[tuple[str, Mark], ...] = ()
    ghost: bool = False
    moved: int = 0
    turn: bool = False
    told: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A board of the page: the only one, or one step of an unfreezing."""

    number: int
    caption: str
    lines: tuple[Line, ...]
    foot: tuple[tuple[str, str, str], ...]
    live: bool


def board_page(board: Board, left_out: Sequence[LeftOut] = ()) -> str:
    """The page of one board."""
    return _page(board, [_scene(board, 0, state_of(board))], [], left_out)


def unfreezing_page(unfreezing: Unfreezing, left_out: Sequence[LeftOut] = ()) -> str:
    """The page that begins with the frozen board and reveals it step by step."""
    scenes = [_scene(unfreezing.start, 0, state_of(unfreezing.start))]
    for number, step in enumerate(unfreezing.steps, 1):
        scenes.append(_scene(step.board, number, f"{step_words(step)}.", step, whole=number == len(unfreezing.steps)))
    steps = [step_words(step) for step in unfreezing.steps]
    return _page(unfreezing.final, scenes, steps, left_out)


def _page(board: Board, scenes: Sequence[Scene], steps: Sequence[str], left_out: Sequence[LeftOut]) -> str:
    contest = board.contest
    facts = [
        count(contest.minutes, "minute"),
        count(len(contest.tasks), "problem"),
        count(len(board.rows), "participant"),
        _RULES[contest.rule],
    ]
    return page(
        "board",
        title=text.one_line(contest.title or contest.name),
        facts=facts,
        heads=[head for head in heads_of(contest) if head],
        tasks=[(text.one_line(task.label, 8), text.one_line(task.problem, 60)) for task in contest.tasks],
        scenes=scenes,
        steps=steps,
        last=len(scenes) - 1,
        remarks=remarks(board, left_out),
        by_time=contest.rule in {Rule.ICPC, Rule.LEETCODE},
    )


def _scene(board: Board, number: int, caption: str, step: Step | None = None, *, whole: bool = True) -> Scene:
    contest = board.contest
    shown = _places(board, step, whole=whole)
    lines: list[Line] = []
    last = -1
    for place in shown:
        if place > last + 1:
            lines.append(Line(gap=count(place - last - 1, "row")))
        lines.append(_line(board, place, step))
        last = place
    if last + 1 < len(board.rows):
        lines.append(Line(gap=count(len(board.rows) - last - 1, "row")))
    return Scene(number, caption, tuple(lines), _foot(contest, board), live=step is not None)


def _places(board: Board, step: Step | None, *, whole: bool) -> list[int]:
    """Which rows a scene shows."""
    every = range(len(board.rows))
    if step is None or whole or len(board.rows) <= _MANY:
        return list(every)
    return [place for place in every if min(abs(place - step.after), abs(place - step.before)) <= _AROUND]


def _line(board: Board, place: int, step: Step | None) -> Line:
    row = board.rows[place]
    marks = [(text.one_line(task.label, 8), mark_of(board.contest, task)) for task in row.score.tasks]
    turn = step is not None and place == step.after
    return Line(
        rank=str(row.rank or "–"),
        name=name_of(row),
        totals=tuple(value for value in total_of(board.contest, row) if value),
        marks=tuple(marks),
        ghost=row.ghost,
        moved=step.came_from[place] - place if step else 0,
        turn=turn,
        told=text.one_line(step.task.label, 8) if step and turn else "",
    )


def _foot(contest: Contest, board: Board) -> tuple[tuple[str, str, str], ...]:
    """By problem: its label, how many solved it, and who did so first."""
    found = []
    for at, task in enumerate(contest.tasks):
        cells = [(row, row.score.tasks[at]) for row in board.rows]
        solved = sum(cell.solved for _, cell in cells)
        first = ", ".join(f"{name_of(row)} {clock(cell.solved_s or 0.0)}" for row, cell in cells if cell.first)
        found.append((text.one_line(task.label, 8), str(solved), first))
    return tuple(found)
