"""What to solve now, and why: reviews that are due, problems begun, the weakest tag, a new problem. No randomness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from judge.practice.counts import Share
from judge.practice.scheduling import Memory
from judge.practice.tries import Try
from judge.problem import Difficulty, Problem

_LEVELS: Final = tuple(Difficulty)


class Why(StrEnum):
    """Reasons to solve a problem now, the most urgent first."""

    DUE = "due"
    """Solved before, and due for review."""
    BEGUN = "begun"
    """Begun or tried, never solved."""
    WEAK = "weak"
    """New, with the weakest tag."""
    NEW = "new"
    """The easiest of the new ones."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A problem to solve now.

    Attributes:
        problem: the problem.
        why: the reason.
        memory: for a problem that is due.
        wrong: wrong tries, for a problem that was begun.
        last: when it was last submitted, in UTC; None for never.
        tag: the weakest tag.
        has_file: whether the user has a solution file for it.
    """

    problem: Problem
    why: Why
    memory: Memory | None = None
    wrong: int = 0
    last: datetime | None = None
    tag: str = ""
    has_file: bool = False


def suggest(
    problems: Sequence[Problem],
    tries: Sequence[Try],
    memories: Sequence[Memory],
    tags: Sequence[Share],
    begun: Collection[str],
    now: datetime,
    zone: tzinfo | None = None,
) -> tuple[Suggestion, ...]:
    """What to solve now, the most urgent first; empty if everything is solved and nothing is due.

    Args:
        problems: the problems to choose from.
        tries: in the order in which they were made.
        memories: of the problems that were solved.
        tags: the weakest first (`counts.Counts.tags`).
        begun: problems with a solution file of the user.
        now: in UTC.
        zone: of the days; None for the local one.
    """
    here = {problem.id: problem for problem in problems}
    solved = {memory.problem for memory in memories}
    today = now.astimezone(zone).date()
    pressing = sorted(memories, key=lambda memory: (memory.due_on(zone), memory.recall, memory.problem))
    due = [
        Suggestion(here[memory.problem], Why.DUE, memory=memory, last=memory.last.at)
        for memory in pressing
        if memory.problem in here and memory.due_on(zone) <= today
    ]
    tried = [one for one in tries if one.problem in here and one.problem not in solved]
    wrong = Counter(one.problem for one in tried if one.wrong)
    last = {one.problem: one.at for one in tried}
    open_ids = sorted(last, key=lambda name: (last[name], name), reverse=True)
    open_ids += [problem.id for problem in problems if problem.id in begun and problem.id not in {*solved, *last}]
    opened = [
        Suggestion(here[name], Why.BEGUN, wrong=wrong[name], last=last.get(name), has_file=name in begun)
        for name in open_ids
    ]
    fresh = [problem for problem in problems if problem.id not in {*solved, *open_ids}]
    return (*due, *opened, *_new(fresh, tags))


def _new(fresh: Sequence[Problem], tags: Sequence[Share]) -> list[Suggestion]:
    """A problem of the weakest tag with a new one, and the easiest new problem."""
    by_level = sorted(fresh, key=lambda problem: (_LEVELS.index(problem.difficulty), problem.id))
    weak = next(
        (
            Suggestion(problem, Why.WEAK, tag=tag.name)
            for tag in tags
            if tag.tried and tag.at_once < tag.tried
            for problem in by_level
            if tag.name in problem.tags
        ),
        None,
    )
    easiest = next((problem for problem in by_level if weak is None or problem is not weak.problem), None)
    return [*([weak] if weak else []), *([Suggestion(easiest, Why.NEW)] if easiest else [])]
