"""Each wrong attempt of a run, and what the next attempt at the same problem changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from judge.contest.log_parser import Log
from judge.contest.model import Attempt, Task
from judge.contest.source_diff import Line, compare
from judge.verdict import Verdict

MOST_FIXES: Final = 50
"""Sources of more wrong attempts than these are not compared."""

_NO_RESULT: Final = frozenset({None, Verdict.JUDGE_ERROR, Verdict.SKIPPED})
"""Verdicts that say nothing of the solution."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A wrong attempt, and the next one at the same problem.

    Attributes:
        task: the problem.
        wrong: the attempt.
        message: why it failed.
        following: the next attempt; None if there was none.
        lines: what was changed; empty if `remark` says why nothing is shown.
        remark: why no lines are shown.
    """

    task: Task
    wrong: Attempt
    message: str
    following: Attempt | None
    lines: tuple[Line, ...] = ()
    remark: str = ""

    @property
    def worked(self) -> bool:
        """Whether the next attempt was accepted."""
        return self.following is not None and self.following.verdict is Verdict.ACCEPTED


def fixes_of(log: Log) -> Iterator[Fix]:
    """The wrong attempts of a run, in order of receipt."""
    tasks = {task.problem: task for task in log.run.contest.tasks}
    attempts = [attempt for attempt in log.run.attempts if attempt.verdict not in _NO_RESULT]
    following: dict[int, Attempt | None] = {}
    latest: dict[str, Attempt] = {}
    for attempt in reversed(attempts):
        following[attempt.number] = latest.get(attempt.problem)
        latest[attempt.problem] = attempt
    wrong = [attempt for attempt in attempts if attempt.verdict is not Verdict.ACCEPTED]
    for position, attempt in enumerate(wrong):
        after = following[attempt.number]
        judged = log.judged.get(attempt.number)
        lines, remark = _change(log, attempt, after) if position < MOST_FIXES else ((), "")
        yield Fix(tasks[attempt.problem], attempt, judged.message if judged else "", after, lines, remark)


def _change(log: Log, wrong: Attempt, following: Attempt | None) -> tuple[tuple[Line, ...], str]:
    if following is None:
        return (), "There was no further attempt."
    if wrong.sha256 == following.sha256:
        return (), "The same source was submitted again."
    before, after = log.source_of(wrong), log.source_of(following)
    if before is None or after is None:
        return (), "This file has no sources: it was exported without them."
    lines = compare(before, after)
    return (lines, "") if lines else ((), "The change is too large to show line by line.")
