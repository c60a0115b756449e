"""The rule of the ICPC: problems solved, then penalty minutes.

https://ccs-specs.icpc.io/2026-01/ccs_system_requirements, "Scoring Data Generation".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from judge.contest.model import Attempt, Contest, Run, Score, Task, TaskScore
from judge.contest.rules.scoring_rule import rounded_down
from judge.verdict import Verdict


class Icpc:
    """The penalty of a solved problem is the minute in which it was solved and 20 for each wrong attempt before.

    Each minute is rounded down by itself. Problems that were never solved cost nothing. Ties break on the minute of the
    last accepted attempt.
    """

    name = "icpc"
    summary = "ICPC: problems solved, then penalty minutes"
    pass_fail = True
    penalty_name = "penalty"
    whole_minutes = True
    wrong_minutes = 20
    hint_cost = None
    has_pauses = False
    verdict_only = True

    def possible(self, _task: Task) -> float:
        """Each problem counts as one."""
        return 1.0

    def points_after_each(self, _run: Run, _task: Task, attempts: Sequence[Attempt]) -> Iterable[float]:
        """1 from the first accepted attempt on."""
        return accumulate((float(attempt.verdict is Verdict.ACCEPTED) for attempt in attempts), max)

    def penalty_s(self, contest: Contest, tasks: Sequence[TaskScore]) -> float:
        """The penalty time of all solved problems."""
        return sum(
            rounded_down(task.solved_s, self) + 60.0 * contest.wrong_minutes * task.wrong
            for task in tasks
            if task.solved_s is not None
        )

    def rank_key(self, score: Score) -> tuple[float, ...]:
        """Solved, penalty, last accepted attempt."""
        return (-score.solved, score.penalty_s, score.last_s)
