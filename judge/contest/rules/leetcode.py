"""The rule of LeetCode's contests: points of the problems solved, then the finish time.

https://leetcode.com/contest: "the penalty time of 5 minutes will be applied for each wrong submission".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from judge.contest.model import Attempt, Contest, Run, Score, Task, TaskScore
from judge.contest.rules.scoring_rule import rounded_down
from judge.verdict import Verdict


class LeetCode:
    """The finish time is that of the last accepted attempt and 5 minutes for each wrong one at a solved problem."""

    name = "leetcode"
    summary = "LeetCode: points, then finish time"
    pass_fail = False
    penalty_name = "finish time"
    whole_minutes = False
    wrong_minutes = 5
    hint_cost = None
    has_pauses = False
    verdict_only = False

    def possible(self, task: Task) -> float:
        """What the contest says."""
        return task.points

    def points_after_each(self, _run: Run, task: Task, attempts: Sequence[Attempt]) -> Iterable[float]:
        """All points from the first accepted attempt on."""
        return accumulate((task.points * (attempt.verdict is Verdict.ACCEPTED) for attempt in attempts), max)

    def penalty_s(self, contest: Contest, tasks: Sequence[TaskScore]) -> float:
        """The finish time; 0 where nothing was solved."""
        solved = [(rounded_down(task.solved_s, self), task.wrong) for task in tasks if task.solved_s is not None]
        return max((at_s for at_s, _ in solved), default=0.0) + 60.0 * contest.wrong_minutes * sum(
            wrong for _, wrong in solved
        )

    def rank_key(self, score: Score) -> tuple[float, ...]:
        """Points, finish time."""
        return (-score.points, score.penalty_s)
