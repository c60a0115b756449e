"""Picks a problem if none is named: the next one, or a random one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from judge.cli.target import load_all
from judge.errors import UsageError
from judge.problem import Difficulty
from judge.records import Status

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.problem import Problem

_LEVELS: Final = tuple(Difficulty)


def pick_next(context: Context) -> Problem:
    """The easiest problem that was not started, else the easiest unsolved one. Raises UsageError if all are solved."""
    with context.records() as records:
        done = records.status_by_problem()
    unsolved = _unsolved(context, done)
    new = [one for one in unsolved if one.id not in done and not context.solution_file(one.id).exists()]
    return min(new or unsolved, key=lambda problem: (_LEVELS.index(problem.difficulty), problem.id))


def pick_random(context: Context) -> Problem:
    """Any problem that is not solved. Raises UsageError if all are solved."""
    import random  # noqa: PLC0415 - hardly ever needed

    with context.records() as records:
        done = records.status_by_problem()
    return random.choice(_unsolved(context, done))  # noqa: S311 - no secret


def _unsolved(context: Context, done: dict[str, Status]) -> list[Problem]:
    problems = [problem for problem in load_all(context)[0] if done.get(problem.id) is not Status.SOLVED]
    if not problems:
        raise UsageError("every problem here is solved", "Solve one again: judge reset ID")
    return problems
