"""The rule of the IOI: points for each group of tests (a subtask), the best attempt at each group, summed.

Since 2017 the score of a task is the sum, over its subtasks, of the best score that any submission got there. CMS calls
that "IOI 2017-": https://cms.readthedocs.io/en/v1.4/Configuring%20a%20contest.html#computation-of-the-score. An example
by Kattis (https://pofinal24.kattis.com/contests/pofinal24/rules, "IOI scoring"): one attempt solves a group worth 40
points, another one solves the group worth 60; together they bring 100. Feedback is full: each group shows its result.

Problems here do not say what a group is worth, so each test is worth the same, as with the score type "Sum" of CMS
(https://cms.readthedocs.io/en/latest/Score%20types.html): a group has the share of the points that it has of the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from judge.contest.model import Attempt, Contest, Run, Score, Task, TaskScore
from judge.verdict import Verdict


class Ioi:
    """Wrong attempts cost nothing, and equal points share a rank."""

    name = "ioi"
    summary = "IOI: points for each group of tests, the best attempt at each"
    pass_fail = False
    penalty_name = ""
    whole_minutes = False
    wrong_minutes = 0
    hint_cost = None
    has_pauses = False
    verdict_only = False

    def possible(self, task: Task) -> float:
        """What the contest says."""
        return task.points

    def points_after_each(self, _run: Run, task: Task, attempts: Sequence[Attempt]) -> Iterator[float]:
        """The sum of the best result of each group so far; all of them from the first accepted attempt on."""
        best: dict[str, float] = {}
        total = 0.0
        for attempt in attempts:
            for group, share in _shares(attempt):
                gained = max(share - best.get(group, 0.0), 0.0)
                best[group] = best.get(group, 0.0) + gained
                total += gained
            if attempt.verdict is Verdict.ACCEPTED:
                total = 1.0
            yield round(task.points * min(total, 1.0), 2)

    def penalty_s(self, _contest: Contest, _tasks: Sequence[TaskScore]) -> float:
        """None."""
        return 0.0

    def rank_key(self, score: Score) -> tuple[float, ...]:
        """Points."""
        return (-score.points,)


def _shares(attempt: Attempt) -> Iterator[tuple[str, float]]:
    """Each group of an attempt, and its passed tests as a share of all the tests of the problem."""
    tests = sum(group.total for group in attempt.groups)
    for group in attempt.groups:
        if group.total:
            yield group.group, min(group.passed, group.total) / tests
