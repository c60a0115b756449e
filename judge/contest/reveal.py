"""What a freeze hides, revealed problem by problem in the order of the ICPC resolver: a series of scoreboards.

Each step takes the lowest row that still hides something, and its first such problem in the order of the contest. If
the row climbs, the next step takes the row that is now the lowest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from judge.contest.board import Board, Row, build, masked, ranked, row_of
from judge.contest.model import Contest, Run, TaskScore
from judge.contest.scoring import score


@dataclass(frozen=True, slots=True)
class Step:
    """One problem of one row is revealed.

    Attributes:
        board: after it.
        before: the position of the row before, counted from 0.
        after: its position on `board`.
        task: what was revealed.
        came_from: for each row of `board`, its position before.
    """

    board: Board
    before: int
    after: int
    task: TaskScore
    came_from: tuple[int, ...]

    @property
    def row(self) -> Row:
        """The row whose problem was revealed."""
        return self.board.rows[self.after]


@dataclass(frozen=True, slots=True)
class Reveal:
    """From the frozen scoreboard to the final one.

    Attributes:
        start: what everybody has seen so far.
        steps: in order; the board of the last one is `final`.
        final: nothing is hidden; what is pending there has no verdict yet.
    """

    start: Board
    steps: tuple[Step, ...]
    final: Board


@dataclass(slots=True)
class _HiddenRun:
    """A run, its problems that are still hidden, and those that were revealed."""

    run: Run
    hidden: list[str]
    revealed: set[str]


def unfreeze(contest: Contest, runs: Iterable[Run], *, ghosts: Iterable[Run] = ()) -> Reveal:
    """Reveal what the freeze of a contest hides, step by step."""
    runs, ghosts = list(runs), list(ghosts)
    start = build(contest, runs, ghosts=ghosts)
    final = build(contest, runs, ghosts=ghosts, frozen=False)
    freeze_s = contest.freeze_s
    if freeze_s is None:
        return Reveal(start, (), final)
    whole = {_identity(run): run for run in (*runs, *ghosts)}
    hidden_runs = {}
    for row in start.rows:
        run = whole[_identity(row.run)]
        hidden_runs[_identity(row.run)] = _HiddenRun(run, _hidden(row, run, freeze_s), set())
    rows, steps = start.rows, []
    while hiding := [position for position, row in enumerate(rows) if hidden_runs[_identity(row.run)].hidden]:
        before = hiding[-1]
        lowest = hidden_runs[_identity(rows[before].run)]
        problem = lowest.hidden.pop(0)
        lowest.revealed.add(problem)
        row_after = row_of(masked(lowest.run, freeze_s, revealed=lowest.revealed), ghost=rows[before].ghost)
        positions = {_identity(row.run): position for position, row in enumerate(rows)}
        rows = ranked(contest, [*rows[:before], row_after, *rows[before + 1 :]])
        came_from = tuple(positions[_identity(row.run)] for row in rows)
        after = came_from.index(before)
        task = next(task for task in rows[after].score.tasks if task.problem == problem)
        steps.append(Step(Board(contest, rows, frozen=True), before, after, task, came_from))
    if steps:
        steps[-1] = replace(steps[-1], board=final)
    return Reveal(start, tuple(steps), final)


def _hidden(row: Row, run: Run, freeze_s: float) -> list[str]:
    """Problems, in the contest's order, that a frozen row shows other than it would without the freeze."""
    unfrozen = score(masked(run, freeze_s, revealed=[task.problem for task in row.score.tasks]))
    return [
        task.problem
        for task, unmasked in zip(row.score.tasks, unfrozen.tasks, strict=True)
        if replace(task, first=False) != unmasked
    ]


def _identity(run: Run) -> tuple[str, str, str]:
    return (run.participant, run.id, run.started_at)
