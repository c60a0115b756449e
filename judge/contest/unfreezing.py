"""The end of a freeze, problem by problem, as the ICPC's resolver does it: a series of boards.

Always it is the turn of the lowest row that still hides something, and of its first such problem in the order of the
contest. Where that lifts the row, the next turn is that of the row that is now the lowest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from judge.contest.board import Board, Row, arrange, build, masked, row_of
from judge.contest.model import Contest, Run, TaskScore
from judge.contest.scoring import score


@dataclass(frozen=True, slots=True)
class Step:
    """One problem of one row is revealed.

    Attributes:
        board: after it.
        before: where the row stood, counted from 0.
        after: where it stands on `board`.
        task: what was revealed.
        came_from: for each row of `board`, where it stood before.
    """

    board: Board
    before: int
    after: int
    task: TaskScore
    came_from: tuple[int, ...]

    @property
    def row(self) -> Row:
        """Whose problem it is."""
        return self.board.rows[self.after]


@dataclass(frozen=True, slots=True)
class Unfreezing:
    """From the frozen board to the final one.

    Attributes:
        start: what everybody has seen.
        steps: in order; the board of the last one is `final`.
        final: nothing is hidden; what is pending there has no verdict at all.
    """

    start: Board
    steps: tuple[Step, ...]
    final: Board


@dataclass(slots=True)
class _Open:
    """A run, and which of its problems are known by now."""

    run: Run
    hidden: list[str]
    known: set[str]


def unfreeze(contest: Contest, runs: Iterable[Run], *, ghosts: Iterable[Run] = ()) -> Unfreezing:
    """Reveal step by step what the freeze of a contest hides."""
    runs, ghosts = list(runs), list(ghosts)
    start = build(contest, runs, ghosts=ghosts)
    final = build(contest, runs, ghosts=ghosts, frozen=False)
    freeze_s = contest.freeze_s
    if freeze_s is None:
        return Unfreezing(start, (), final)
    whole = {_identity(run): run for run in (*runs, *ghosts)}
    hiding = {}
    for row in start.rows:
        run = whole[_identity(row.run)]
        hiding[_identity(row.run)] = _Open(run, _hidden(row, run, freeze_s), set())
    rows, steps = start.rows, []
    while turn := [at for at, row in enumerate(rows) if hiding[_identity(row.run)].hidden]:
        before = turn[-1]
        one = hiding[_identity(rows[before].run)]
        problem = one.hidden.pop(0)
        one.known.add(problem)
        revealed = row_of(masked(one.run, freeze_s, known=one.known), ghost=rows[before].ghost)
        places = {_identity(row.run): at for at, row in enumerate(rows)}
        rows = arrange(contest, [*rows[:before], revealed, *rows[before + 1 :]])
        came_from = tuple(places[_identity(row.run)] for row in rows)
        after = came_from.index(before)
        task = next(task for task in rows[after].score.tasks if task.problem == problem)
        steps.append(Step(Board(contest, rows, frozen=True), before, after, task, came_from))
    if steps:
        steps[-1] = replace(steps[-1], board=final)
    return Unfreezing(start, tuple(steps), final)


def _hidden(row: Row, run: Run, freeze_s: float) -> list[str]:
    """Problems, in the contest's order, of which a frozen row does not show what it would show without the freeze."""
    opened = score(masked(run, freeze_s, known=[task.problem for task in row.score.tasks]))
    return [
        task.problem
        for task, behind in zip(row.score.tasks, opened.tasks, strict=True)
        if replace(task, first=False) != behind
    ]


def _identity(run: Run) -> tuple[str, str, str]:
    return (run.participant, run.id, run.started_at)
