"""What a scoring rule has to say of itself: the seam between the rules and everything that scores, ranks or shows runs.

Data comes first: renderers choose their columns and words by it, so that a new rule needs no change there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from judge.contest.model import Attempt, Contest, Run, Score, Task, TaskScore


class ScoringRule(Protocol):
    """How the attempts of a run become points and a rank, and what a contest with this rule offers and shows."""

    @property
    def name(self) -> str:
        """What files, logs and commands call it."""

    @property
    def summary(self) -> str:
        """What counts, in one line for people."""

    @property
    def pass_fail(self) -> bool:
        """Whether a problem is either solved or not: the score is the number of problems solved, not points."""

    @property
    def penalty_name(self) -> str:
        """What the time that separates equal scores is called, such as `finish time`; empty if no time does."""

    @property
    def whole_minutes(self) -> bool:
        """Whether each time is rounded down to a minute before it counts, and shown in minutes; else to a second."""

    @property
    def wrong_minutes(self) -> int:
        """What a wrong attempt costs unless the contest says otherwise."""

    @property
    def hint_cost(self) -> float | None:
        """The share of a problem's points that a hint costs unless the contest says otherwise; None without hints."""

    @property
    def has_pauses(self) -> bool:
        """Whether the clock can be stopped."""

    @property
    def verdict_only(self) -> bool:
        """Whether a failing attempt shows its verdict only, and not how many tests passed."""

    def possible(self, task: Task, /) -> float:
        """The most points that a problem can bring."""

    def points_after_each(self, run: Run, task: Task, attempts: Sequence[Attempt], /) -> Iterable[float]:
        """The points of a problem after each of its attempts.

        Args:
            run: what they belong to.
            task: the problem.
            attempts: those that count and have a verdict of the solution, in order of receipt.
        """

    def penalty_s(self, contest: Contest, tasks: Sequence[TaskScore], /) -> float:
        """The time that separates equal scores, in seconds; less is better, 0 if none does."""

    def rank_key(self, score: Score, /) -> tuple[float, ...]:
        """What ranks are sorted by, the best one first; runs with equal keys share a rank."""


def rounded_down(at_s: float, rule: ScoringRule) -> float:
    """A time as a rule counts it: in whole minutes, where 59.99 seconds are 0, or in whole seconds."""
    unit_s = 60.0 if rule.whole_minutes else 1.0
    return at_s // unit_s * unit_s
