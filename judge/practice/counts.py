"""Submissions counted by day, tag, difficulty and verdict. Days are in a given time zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from judge.practice.tries import Try
from judge.problem import Difficulty, Problem
from judge.verdict import Verdict

_DAY: Final = timedelta(days=1)
_USUAL: Final = 2.0
"""How many average problems are added to those of a tag, so that one unlucky problem does not make it the weakest."""


@dataclass(frozen=True, slots=True)
class Share:
    """The results for some problems: those of a tag, or of a level.

    Attributes:
        name: the tag or the level.
        problems: how many there are.
        tried: how many of them were tried.
        solved: how many were solved.
        at_once: how many were solved at the first try.
        tries: submissions for all of them.
        strength: from 0 to 1: 1 if all were solved at the first try; unsolved ones add nothing; 0.5 if none was tried.
    """

    name: str
    problems: int
    tried: int
    solved: int
    at_once: int
    tries: int
    strength: float


@dataclass(frozen=True, slots=True)
class Counts:
    """All of it.

    Attributes:
        total: of all problems that are here.
        days: how many submissions on each day that had any.
        verdicts: how many of each, the most frequent first.
        streak: days in a row with a submission, up to today or yesterday.
        longest: the longest such row ever.
        tags: the weakest first; those never tried last.
        levels: from easy to hard.
    """

    total: Share
    days: Mapping[date, int]
    verdicts: tuple[tuple[Verdict, int], ...]
    streak: int
    longest: int
    tags: tuple[Share, ...]
    levels: tuple[Share, ...]

    @property
    def submissions(self) -> int:
        """How many submissions there are."""
        return sum(number for _, number in self.verdicts)

    @property
    def accepted(self) -> int:
        """How many of them were accepted."""
        return dict(self.verdicts).get(Verdict.ACCEPTED, 0)


def count(tries: Sequence[Try], problems: Sequence[Problem], today: date, zone: tzinfo | None = None) -> Counts:
    """Count what was done.

    Args:
        tries: in the order in which they were made.
        problems: the problems to count; others count for days and verdicts only.
        today: in the zone.
        zone: of the days; None for the local one.
    """
    days = Counter(one.at.astimezone(zone).date() for one in tries)
    results = _results(tries)
    verdicts = sorted(Counter(one.verdict for one in tries).items(), key=lambda item: (-item[1], item[0]))
    usual = _mean([results[problem.id].strength for problem in problems if problem.id in results], default=0.5)

    def share(name: str, own: Sequence[Problem]) -> Share:
        return _share(name, own, results, usual)

    names = {tag for problem in problems for tag in problem.tags}
    tags = [share(name, [problem for problem in problems if name in problem.tags]) for name in names]
    levels = [share(level, [problem for problem in problems if problem.difficulty is level]) for level in Difficulty]
    return Counts(
        total=share("all", problems),
        days=dict(sorted(days.items())),
        verdicts=tuple(verdicts),
        streak=_streak(days, today),
        longest=_longest(days),
        tags=tuple(sorted(tags, key=lambda tag: (not tag.tried, tag.strength, -tag.problems, tag.name))),
        levels=tuple(levels),
    )


@dataclass(slots=True)
class _Result:
    """How one problem went until it was solved."""

    tries: int = 0
    wrong: int = 0
    solved: bool = False

    @property
    def strength(self) -> float:
        return 1 / (1 + self.wrong) if self.solved else 0.0


def _results(tries: Sequence[Try]) -> dict[str, _Result]:
    results: dict[str, _Result] = {}
    for one in tries:
        result = results.setdefault(one.problem, _Result())
        result.tries += 1
        result.wrong += one.wrong and not result.solved
        result.solved = result.solved or one.accepted
    return results


def _share(name: str, problems: Sequence[Problem], results: Mapping[str, _Result], usual: float) -> Share:
    tried = [results[problem.id] for problem in problems if problem.id in results]
    strength = (sum(result.strength for result in tried) + _USUAL * usual) / (len(tried) + _USUAL)
    return Share(
        name=name,
        problems=len(problems),
        tried=len(tried),
        solved=sum(result.solved for result in tried),
        at_once=sum(result.solved and not result.wrong for result in tried),
        tries=sum(result.tries for result in tried),
        strength=strength,
    )


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _streak(days: Collection[date], today: date) -> int:
    """Days in a row up to today, or to yesterday, because today is not over."""
    last = today if today in days else today - _DAY
    length = 0
    while last - length * _DAY in days:
        length += 1
    return length


def _longest(days: Collection[date]) -> int:
    longest = length = 0
    for day in sorted(days):
        length = length + 1 if day - _DAY in days else 1
        longest = max(longest, length)
    return longest
