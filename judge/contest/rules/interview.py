"""The rule of a mock interview: points with partial credit by groups of tests; hints cost points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from judge.contest.model import Attempt, Contest, Run, Score, Task, TaskScore
from judge.verdict import Verdict

SAMPLE_SHARE: Final = 0.2
"""What the samples, which everybody can see, are worth; the other groups share the rest by size."""


class Interview:
    """The best attempt counts. A hint costs the attempts after it, never an earlier one. Time separates nobody."""

    name = "interview"
    summary = "Interview: points, with partial credit by groups of tests"
    pass_fail = False
    penalty_name = ""
    whole_minutes = False
    wrong_minutes = 0
    hint_cost = 0.2
    has_pauses = True
    verdict_only = False

    def possible(self, task: Task) -> float:
        """What the contest says."""
        return task.points

    def points_after_each(self, run: Run, task: Task, attempts: Sequence[Attempt]) -> Iterable[float]:
        """Those of the best attempt so far."""
        return accumulate((_points(run, task, attempt) for attempt in attempts), max)

    def penalty_s(self, _contest: Contest, _tasks: Sequence[TaskScore]) -> float:
        """None."""
        return 0.0

    def rank_key(self, score: Score) -> tuple[float, ...]:
        """Points."""
        return (-score.points,)


def _points(run: Run, task: Task, attempt: Attempt) -> float:
    hints = sum(hint.problem == attempt.problem and hint.at_s <= attempt.at_s for hint in run.hints)
    share = _share_passed(attempt) - hints * (run.contest.hint_cost or 0.0)
    return round(task.points * max(share, 0.0), 2)


def _share_passed(attempt: Attempt) -> float:
    """Samples bring SAMPLE_SHARE at most, however many they are: everybody can see them."""
    if attempt.verdict is Verdict.ACCEPTED:
        return 1.0
    totals = {True: 0, False: 0}
    passed = {True: 0, False: 0}
    for group in attempt.groups:
        totals[group.group == "sample"] += group.total
        passed[group.group == "sample"] += group.passed
    samples, others = ((passed[kind] / totals[kind] if totals[kind] else None) for kind in (True, False))
    if samples is None or others is None:
        return samples or others or 0.0
    return SAMPLE_SHARE * samples + (1 - SAMPLE_SHARE) * others
