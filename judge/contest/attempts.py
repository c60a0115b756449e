"""Judges the attempts of a run that have no verdict yet. A loop around the one core; knows no terminal.

An attempt is on disk from its receipt on. Its record comes before its verdict, so that a kill between any two steps
leaves an attempt that is taken up again, with the same seed, and counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from judge.contest import log
from judge.contest.clock import Reading
from judge.contest.events import Event, Judged
from judge.contest.model import Attempt, GroupResult, Run
from judge.contest.reading import Log
from judge.judging import Selection, Submission
from judge.records import Records
from judge.verdict import Report, TestResult, Verdict

NEAR_LIMIT: Final = 0.9
"""The share of a test's time limit from which on a second run is made."""
MESSAGE_CHARS: Final = 300

Judge = Callable[[Attempt, Submission, Selection], Report]
"""Runs the tests of the attempt's problem. Raises SandboxError, ProblemError."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An attempt that has got its verdict: the report of the run that counts, and the event."""

    attempt: Attempt
    report: Report
    judged: Judged


def waiting(held: Log) -> tuple[Attempt, ...]:
    """The attempts without a verdict whose source is at hand."""
    return tuple(a for a in held.run.attempts if a.verdict is None and a.number in held.sources)


def settle(
    path: Path, attempt: Attempt, judge: Judge, records: Records, clock: Callable[[], Reading]
) -> Settled | None:
    """Give an attempt its verdict, in the records and in the log; None where it has got one meanwhile.

    Raises:
        SandboxError, ProblemError: it could not be judged; it goes on waiting.
        StorageError: the verdict could not be written; it goes on waiting.
    """
    held = log.load(path)
    if held.run.attempts[attempt.number - 1].verdict is not None:
        return None
    source = held.sources[attempt.number]
    key = f"{held.run.id}#{attempt.number} of {held.run.started_at}"
    kept = records.of_attempt(key)
    report = records.report(kept) if kept is not None else None
    other: Verdict | None = None
    if report is None:
        report, other = twice_near_limit(attempt, Submission(f"{attempt.problem}.py", source), judge)
        if report.verdict is not Verdict.JUDGE_ERROR:  # the judge's fault is not the user's attempt
            records.add(report, source, key)
    judged = verdict_event(attempt, report, other)
    log.append(path, clock(), lambda now, _: _once(now, judged))
    return Settled(replace(attempt, verdict=judged.verdict, groups=judged.groups), report, judged)


def twice_near_limit(attempt: Attempt, submission: Submission, judge: Judge) -> tuple[Report, Verdict | None]:
    """The report that counts: of two, where the first came near a time limit, that in which more tests passed.

    Returns:
        It, and the verdict of the other run where there was one.
    """
    first = judge(attempt, submission, Selection(seed=attempt.seed))
    if not any(map(_near, first.tests)):
        return first, None
    second = judge(attempt, submission, Selection(seed=attempt.seed, fail_fast=True))
    return (second, first.verdict) if second.passed > first.passed else (first, second.verdict)


def verdict_event(attempt: Attempt, report: Report, other: Verdict | None, *, rejudged: bool = False) -> Judged:
    """What is written down of a report."""
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


def sealed(test: TestResult, number: int) -> TestResult:
    """A test as a contest shows it: samples as they are, of others neither name nor reason."""
    if test.group == "sample":
        return test
    return replace(test, name=f"{test.group} {number}", message="", detail="", output="")


def sealed_report(report: Report) -> Report:
    """A report as a contest shows it."""
    return replace(report, tests=tuple(sealed(test, number) for number, test in enumerate(report.tests, 1)))


def rejudged(run: Run, changes: list[Judged]) -> Run:
    """The run as it would be with other verdicts."""
    new = {judged.number: judged for judged in changes}
    attempts = (
        replace(a, verdict=new[a.number].verdict, groups=new[a.number].groups) if a.number in new else a
        for a in run.attempts
    )
    return replace(run, attempts=tuple(attempts))


def _once(now: Log, judged: Judged) -> Event | None:
    return judged if now.run.attempts[judged.number - 1].verdict is None else None


def _near(test: TestResult) -> bool:
    slow = bool(test.time_limit_s) and test.time_s >= NEAR_LIMIT * test.time_limit_s
    return slow or test.verdict is Verdict.TIME_LIMIT


def _message(report: Report) -> str:
    failed = (test for test in report.tests if test.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED})
    test = next(failed, None)
    words = report.message or (f"{test.name}: {test.message or test.verdict.phrase}" if test else "")
    return " ".join(words.split())[:MESSAGE_CHARS]
