"""Each wrong attempt of a run, and what became of it at the next one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from judge.contest.changes import Line, compare
from judge.contest.model import Attempt, Task
from judge.contest.reading import Log
from judge.verdict import Verdict

MOST_MENDINGS: Final = 50
"""Sources of more wrong attempts than these are not compared."""

_NO_ATTEMPT: Final = frozenset({None, Verdict.JUDGE_ERROR, Verdict.SKIPPED})


@dataclass(frozen=True, slots=True)
class Mending:
    """A wrong attempt, and the next one at the same problem.

    Attributes:
        task: which problem.
        wrong: the attempt.
        message: why it failed.
        then: the next attempt; None where there was none.
        lines: what was changed; empty where `remark` says why nothing is shown.
        remark: what cannot be shown, or what there is to say of it.
    """

    task: Task
    wrong: Attempt
    message: str
    then: Attempt | None
    lines: tuple[Line, ...] = ()
    remark: str = ""

    @property
    def mended(self) -> bool:
        """Whether the next attempt was accepted."""
        return self.then is not None and self.then.verdict is Verdict.ACCEPTED


def mendings_of(log: Log) -> Iterator[Mending]:
    """In order of receipt."""
    run = log.run
    tasks = {task.problem: task for task in run.contest.tasks}
    attempts = [attempt for attempt in run.attempts if attempt.verdict not in _NO_ATTEMPT]
    following: dict[int, Attempt | None] = {}
    latest: dict[str, Attempt] = {}
    for attempt in reversed(attempts):
        following[attempt.number] = latest.get(attempt.problem)
        latest[attempt.problem] = attempt
    wrong = [attempt for attempt in attempts if attempt.verdict is not Verdict.ACCEPTED]
    for at, attempt in enumerate(wrong):
        then = following[attempt.number]
        judged = log.judged.get(attempt.number)
        lines, remark = _change(log, attempt, then) if at < MOST_MENDINGS else ((), "")
        yield Mending(tasks[attempt.problem], attempt, judged.message if judged else "", then, lines, remark)


def _change(log: Log, wrong: Attempt, then: Attempt | None) -> tuple[tuple[Line, ...], str]:
    if then is None:
        return (), "There was no further attempt."
    if wrong.sha256 == then.sha256:
        return (), "The same source was handed in again."
    before, after = log.sources.get(wrong.number), log.sources.get(then.number)
    if before is None or after is None:
        return (), "The sources are not in this file: it was exported without them."
    lines = compare(before, after)
    return (lines, "") if lines else ((), "Too much was changed at once to show it line by line.")
