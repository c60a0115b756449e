"""Judges the attempts of a run that have no verdict yet. A loop around the one core; knows no terminal.

An attempt is on disk as soon as it is received. Its record is written before its verdict, so that after a kill between
any two steps it is judged again, with the same seed, and counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from judge.contest.clock import Reading
from judge.contest.events import Event, Judged
from judge.contest.log import append
from judge.contest.log_parser import Log
from judge.contest.model import Attempt, GroupResult, Run
from judge.disclosure import Audience, disclose
from judge.records import Records
from judge.submission import Selection, Submission
from judge.verdict import Report, TestResult, Verdict

NEAR_LIMIT: Final = 0.9
"""The tests run a second time if one of them took at least this share of its time limit."""
MESSAGE_CHARS: Final = 300

Judge = Callable[[Attempt, Submission, Selection], Report]
"""Runs the tests of the attempt's problem. Raises SandboxError, ProblemError."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An attempt that has its verdict now.

    Attributes:
        attempt: with the verdict.
        report: of the run of its tests that counts.
        log: with the verdict.
    """

    attempt: Attempt
    report: Report
    log: Log


def waiting(log: Log) -> tuple[Attempt, ...]:
    """The attempts without a verdict whose source is in the log."""
    return tuple(
        attempt for attempt in log.run.attempts if attempt.verdict is None and log.source_of(attempt) is not None
    )


def settle(
    log: Log, attempt: Attempt, judge: Judge, records: Records, read_clock: Callable[[], Reading]
) -> Settled | None:
    """Give an attempt its verdict, in the records and in the log; None if it has one already.

    Raises:
        SandboxError, ProblemError: it could not be judged; it stays pending.
        StorageError: the verdict could not be written; it stays pending.
    """
    source = log.source_of(attempt)
    if source is None or log.run.attempts[attempt.number - 1].verdict is not None:
        return None
    key = f"{log.run.id}#{attempt.number} of {log.run.started_at}"
    record = records.of_attempt(key)
    report = records.report(record) if record is not None else None
    other: Verdict | None = None
    if report is None:
        report, other = twice_near_limit(attempt, Submission(f"{attempt.problem}.py", source), judge)
        if report.verdict is not Verdict.JUDGE_ERROR:  # the judge's fault is not the user's attempt
            records.add(report, source, key)
    judged = verdict_event(attempt, report, other)
    after = append(log, read_clock(), lambda now, _: _once(now, judged))
    return Settled(replace(attempt, verdict=judged.verdict, groups=judged.groups), report, after)


def twice_near_limit(attempt: Attempt, submission: Submission, judge: Judge) -> tuple[Report, Verdict | None]:
    """Run the tests, and once more if they came near a time limit; the run in which more tests passed counts.

    Returns:
        The report that counts, and the verdict of the other run if there was one.
    """
    first = judge(attempt, submission, Selection(seed=attempt.seed))
    if not any(map(_near_limit, first.tests)):
        return first, None
    second = judge(attempt, submission, Selection(seed=attempt.seed, fail_fast=True))
    return (second, first.verdict) if second.passed > first.passed else (first, second.verdict)


def verdict_event(attempt: Attempt, report: Report, other: Verdict | None, *, rejudged: bool = False) -> Judged:
    """What the log keeps of a report."""
    return Judged(attempt.number, report.verdict, groups_of(report), _message(report), other, rejudged)


def groups_of(report: Report) -> tuple[GroupResult, ...]:
    """How many tests of each group passed, in test order."""
    names = dict.fromkeys(test.group for test in report.tests)
    return tuple(
        GroupResult(
            name,
            sum(test.verdict is Verdict.ACCEPTED for test in report.tests if test.group == name),
            sum(test.group == name for test in report.tests),
        )
        for name in names
    )


def rejudged(run: Run, changes: list[Judged]) -> Run:
    """The run with other verdicts."""
    new = {judged.number: judged for judged in changes}
    attempts = (
        replace(a, verdict=new[a.number].verdict, groups=new[a.number].groups) if a.number in new else a
        for a in run.attempts
    )
    return replace(run, attempts=tuple(attempts))


def _once(now: Log, judged: Judged) -> Event | None:
    return judged if now.run.attempts[judged.number - 1].verdict is None else None


def _near_limit(test: TestResult) -> bool:
    slow = bool(test.time_limit_s) and test.time_s >= NEAR_LIMIT * test.time_limit_s
    return slow or test.verdict is Verdict.TIME_LIMIT


def _message(report: Report) -> str:
    shown = disclose(report, Audience.PRACTISING)  # an export hands it to others
    failed = (test for test in shown.tests if test.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED})
    test = next(failed, None)
    words = report.message or (f"{test.name}: {test.message or test.verdict.phrase}" if test else "")
    return " ".join(words.split())[:MESSAGE_CHARS]
