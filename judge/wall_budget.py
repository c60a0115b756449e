"""How long one submission may keep its judge busy, whatever happens in it: wall time as the host sees it.

A test has limits of its own. These are for what adds up: waiting where only CPU time counts, and crashing again and
again with a source that takes its time to load.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from judge.problem import Limits
from judge.verdict import TestResult, Verdict

CAP_FACTOR: Final = 3
"""By how much the whole may exceed the sum of all limits of CPU time."""
LEAST_CAP_S: Final = 60.0
"""The cap of a submission with few tests: a busy machine and slow references take their time, too."""
LOSSES_S: Final = 20.0
"""What failing tests may take beyond their limits in all: nobody waits minutes for a loop."""


class WallBudget:
    """The wall time of one submission, from the loading of its source on.

    Attributes:
        cap_s: how long it may take as a whole.
        used_up: whether it had taken that long when the last test ended: the others are too late.
    """

    def __init__(self, loading: Limits, tests: Sequence[Limits]) -> None:
        self.cap_s = max(LEAST_CAP_S, CAP_FACTOR * (loading.time_s + sum(limits.time_s for limits in tests)))
        self._ends = time.monotonic() + self.cap_s
        self._lost_s = 0.0
        self._failed = self._timed_out = self.used_up = False

    @property
    def left_s(self) -> float:
        """What is left of the cap."""
        return self._ends - time.monotonic()

    def count(self, result: TestResult, took_s: float) -> None:
        """Take note of a test that has ended. One after a failing test may have had to load the source again."""
        fails = result.verdict is not Verdict.ACCEPTED
        if result.verdict is Verdict.TIME_LIMIT:
            self._timed_out = True
            self._lost_s += took_s
        elif fails or self._failed:
            self._lost_s += max(0.0, took_s - result.time_limit_s)
        self._failed = fails
        self.used_up = self.left_s <= 0

    @property
    def exceeded(self) -> str:
        """Why no more tests are to be run; empty while they are."""
        if self.used_up:
            return f"the submission took more than {self.cap_s:.0f} s in all"
        if self._lost_s > LOSSES_S:
            how = "timed out" if self._timed_out else "failed and took longer than they may"
            return f"earlier tests {how}, after {self._lost_s:.0f} s in total"
        return ""
