"""The scoreboard of several runs of one contest: ranks, who was first, the freeze, ghosts. Knows no file and no color.

Runs are compared by contest time, so that it does not matter when each was started. A row holds only what the board may
show of its run: what a freeze hides, or what has not happened yet, is not in it, so that no form of a board can give it
away.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from judge.contest.model import Contest, Run, Score
from judge.contest.rules import rule_of
from judge.contest.scoring import counting, score


@dataclass(frozen=True, slots=True)
class Row:
    """One run on the board.

    Attributes:
        run: what the board may show of it, with the attempts that count.
        score: of that.
        rank: from 1, the same for equal scores; None for an aborted run.
        ghost: whether it is a past run, shown beside those of today.
    """

    run: Run
    score: Score
    rank: int | None = None
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A scoreboard at one moment.

    Attributes:
        contest: what was played.
        rows: from the first rank down; equal ranks by name, aborted runs last.
        at_s: the contest time that it shows; None for all that has happened.
        frozen: whether what came after the freeze shows as pending.
    """

    contest: Contest
    rows: tuple[Row, ...]
    at_s: float | None = None
    frozen: bool = False


def build(
    contest: Contest,
    runs: Iterable[Run],
    *,
    ghosts: Iterable[Run] = (),
    at_s: float | None = None,
    frozen: bool = True,
) -> Board:
    """The board of runs.

    Args:
        contest: whose scoring rule counts.
        runs: those of today.
        ghosts: those of the past, ranked among them.
        at_s: show only what had happened by this contest time.
        frozen: keep the contest's freeze, if it has one and it has begun; False reveals what it hides.
    """
    freeze_s = contest.freeze_s
    freezes = frozen and freeze_s is not None and (at_s is None or at_s >= freeze_s)
    rows = []
    for ghost, several in ((False, runs), (True, ghosts)):
        for run in several:
            so_far = until(run, at_s)
            rows.append(row_of(masked(so_far, freeze_s or 0.0) if freezes else so_far, ghost=ghost))
    return Board(contest, ranked(contest, rows), at_s, frozen=freezes)


def until(run: Run, at_s: float | None) -> Run:
    """A run as it stood at a contest time, without later attempts, hints, pauses and its later end."""
    if at_s is None:
        return run
    ended = run.ended_s is not None and run.ended_s <= at_s
    return replace(
        run,
        attempts=tuple(attempt for attempt in run.attempts if attempt.at_s <= at_s),
        hints=tuple(hint for hint in run.hints if hint.at_s <= at_s),
        pauses=tuple(pause for pause in run.pauses if pause.at_s <= at_s),
        ended_s=run.ended_s if ended else None,
        aborted=run.aborted and ended,
    )


def masked(run: Run, from_s: float, *, revealed: Collection[str] = ()) -> Run:
    """A run as a frozen board may show it: every attempt since `from_s` is pending, whatever its verdict.

    Args:
        run: all of it.
        from_s: when the freeze began.
        revealed: problems that are not hidden any more.
    """
    attempts = tuple(
        attempt
        if attempt.at_s < from_s or attempt.problem in revealed
        else replace(attempt, verdict=None, groups=(), sha256="", seed=0)
        for attempt in counting(run)
    )
    early = run.ended_s is not None and run.ended_s < from_s
    hints = tuple(hint for hint in run.hints if hint.at_s < from_s or hint.problem in revealed)
    return replace(run, attempts=attempts, hints=hints, ended_s=run.ended_s if early or run.aborted else None)


def row_of(run: Run, *, ghost: bool = False) -> Row:
    """The row of a run, without a rank."""
    return Row(replace(run, attempts=tuple(counting(run))), score(run), ghost=ghost)


def ranked(contest: Contest, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in order, with their ranks and with who solved each problem first."""
    ordered = sorted(rows, key=lambda row: (row.run.aborted, _key(contest, row), *_name(row)))
    done: list[Row] = []
    for position, row in enumerate(ordered, 1):
        above = done[-1] if done else None
        tied = above is not None and _key(contest, above) == _key(contest, row)
        rank = None if row.run.aborted else above.rank if above and tied else position
        done.append(row if row.rank == rank else replace(row, rank=rank))
    return _with_firsts(done)


def _key(contest: Contest, row: Row) -> tuple[float, ...]:
    return rule_of(contest).rank_key(row.score)


def _name(row: Row) -> tuple[str, str, str, str]:
    return (row.run.participant.casefold(), row.run.participant, row.run.started_at, row.run.id)


def _with_firsts(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Mark the first to solve each problem: nobody while an earlier attempt at it is pending."""
    solved_s: dict[str, float] = {}
    pending_s: dict[str, float] = {}
    for row in rows:
        for task in row.score.tasks:
            if task.solved_s is not None:
                solved_s[task.problem] = min(task.solved_s, solved_s.get(task.problem, math.inf))
        for attempt in row.run.attempts:
            if attempt.verdict is None:
                pending_s[attempt.problem] = min(attempt.at_s, pending_s.get(attempt.problem, math.inf))
    firsts = {problem: at_s for problem, at_s in solved_s.items() if at_s <= pending_s.get(problem, math.inf)}
    return tuple(_with_first(row, firsts) for row in rows)


def _with_first(row: Row, firsts: Mapping[str, float]) -> Row:
    tasks = tuple(
        task if task.first is first else replace(task, first=first)
        for task in row.score.tasks
        for first in (task.solved and task.solved_s == firsts.get(task.problem),)
    )
    return row if tasks == row.score.tasks else replace(row, score=replace(row.score, tasks=tasks))
