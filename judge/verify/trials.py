"""What `judge verify` judges, which verdicts each may get, and the loop around `judge.judging` that does it.

Limits hold with room: what must be accepted gets half the time, what must run out of time gets twice the time.
Each accepted submission runs once more, as a copy that tells which of its lines and branches are run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from judge import source
from judge.errors import ProblemError, UsageError
from judge.judging import Selection, Submission, judge
from judge.pool import judge_each
from judge.problem import Problem
from judge.sandboxes import Sandbox
from judge.verdict import Report, TestResult, Verdict
from judge.verify.coverage import Coverage, Place, coverage, mark
from judge.verify.finding import Finding, error, warning
from judge.verify.shape import VERDICTS_OF, submissions
from judge.verify.standins import LOOPS, stand_ins

_BLAMED: Final = frozenset(set(Verdict) - {Verdict.ACCEPTED, Verdict.JUDGE_ERROR, Verdict.SKIPPED})
_MISTAKES: Final = frozenset({Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR, Verdict.FORBIDDEN_FUNCTION})
_TIME_FACTORS: Final = {"accepted": 0.5, "time_limit_exceeded": 2.0}


@dataclass(frozen=True, slots=True)
class Trial:
    """One source to judge.

    Attributes:
        name: `accepted/two_pointers.py`, `stub.py`, `a solution that returns None`.
        expected: the verdicts that it may get.
        time_factor: of the time limits that it is judged under.
        fail_fast: whether to stop at the first test that is not accepted.
        places: what the source reports of itself; empty where it is what somebody wrote.
    """

    name: str
    source: bytes
    expected: frozenset[Verdict]
    time_factor: float = 1.0
    fail_fast: bool = False
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a trial.

    Attributes:
        coverage: what was run of it, where its source told.
        time_factor: of the time limits that the report was made under.
    """

    trial: Trial
    report: Report
    findings: tuple[Finding, ...]
    coverage: Coverage | None = None
    time_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Room:
    """The largest share of a test's limits that an accepted submission takes, from 0 to 1."""

    time: float
    memory: float


def plan(problem: Problem) -> list[Trial]:
    """Everything to judge, in the order in which it is shown."""
    trials = [Trial("stub.py", problem.stub.encode(), _BLAMED - {Verdict.COMPILE_ERROR})]
    for path in submissions(problem.folder):
        kind = path.parent.name
        trials.append(
            Trial(
                f"{kind}/{path.name}",
                source_of(path),
                VERDICTS_OF[kind],
                _TIME_FACTORS.get(kind, 1.0),
                fail_fast=kind == "time_limit_exceeded",
            )
        )
    trials += [_telling(trial) for trial in trials if trial.name.startswith("accepted/")]
    for what, text in stand_ins(problem).items():
        name = f"a solution that {what}"
        trials.append(Trial(name, text, _BLAMED - {Verdict.COMPILE_ERROR}, fail_fast=what == LOOPS))
    return trials


def room(problem: Problem, tried: Sequence[Tried]) -> Room:
    """How far the accepted ones stay from the limits."""
    accepted = [one for one in tried if one.trial.name.startswith("accepted/")]
    time = [test.time_s / test.time_limit_s * one.time_factor for one in accepted for test in one.report.tests]
    memory = [one.report.memory_mb / problem.limits.memory_mb for one in accepted]
    return Room(max(time, default=0.0), max(memory, default=0.0))


def _telling(trial: Trial) -> Trial:
    try:
        marked = mark(trial.source)
    except (SyntaxError, ValueError):  # which the trial itself says better
        return trial
    # telling takes time that is not the submission's
    return Trial(f"coverage of {trial.name}", marked.source, trial.expected, time_factor=4.0, places=marked.places)


def source_of(path: Path) -> bytes:
    """An example submission, under the rules that a user's file is read by. Raises ProblemError."""
    try:
        return source.read(path).source
    except UsageError as wrong:
        raise ProblemError(wrong.message, "Put a plain file of an ordinary size there, or remove it.") from None


def run(problem: Problem, trials: Sequence[Trial], sandbox: Sandbox, jobs: int) -> Iterator[Tried]:
    """Judge all of `trials`, `jobs` at a time; each result as soon as it is there.

    Raises:
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run at all.
    """
    # all of a package's submissions are of one author
    for _, tried in judge_each(partial(_try, problem), trials, sandbox, jobs):
        yield tried


def _try(problem: Problem, trial: Trial, sandbox: Sandbox) -> Tried:
    if trial.places:
        return _cover(problem, trial, sandbox)
    time_factor = trial.time_factor
    report = _judge(problem, sandbox, trial, time_factor)
    findings = _judge_errors(trial, report)
    if report.verdict not in trial.expected and trial.time_factor != 1.0:
        time_factor = 1.0
        strict, report = report, _judge(problem, sandbox, trial, time_factor)
        findings = _judge_errors(trial, report)
        if report.verdict in trial.expected:
            findings += _no_room(problem, trial, strict)
    if report.verdict not in trial.expected and report.verdict is not Verdict.JUDGE_ERROR:
        findings.append(_wrong_verdict(trial, report))
    if report.verdict in trial.expected and "/" in trial.name:
        findings += _barely_caught(trial, report)
    skipped = [test.name for test in report.tests if test.verdict is Verdict.SKIPPED]
    if Verdict.ACCEPTED in trial.expected and skipped:
        findings.append(error(trial.name, f"{skipped[0]} is skipped", "Every test must run; remove the skip."))
    return Tried(trial, report, tuple(findings), time_factor=time_factor)


def _cover(problem: Problem, trial: Trial, sandbox: Sandbox) -> Tried:
    report = _judge(problem, sandbox, trial, trial.time_factor)
    if report.verdict not in trial.expected:  # the trial of the submission as it is says what is wrong
        what = f"could not be measured: {report.verdict.phrase}"
        return Tried(trial, report, (warning(trial.name, what, "It runs slower and prints more than the submission."),))
    covered = coverage(trial.places, report)
    where = trial.name.removeprefix("coverage of ")
    hint = "Add a test that needs it, or take it out of the submission."
    missed = tuple(warning(where, f"has code that no test runs: {place}", hint) for place in covered.worth_a_word)
    return Tried(trial, report, missed, covered)


def _barely_caught(trial: Trial, report: Report) -> Iterator[Finding]:
    """A mistake that one test alone sees; time and memory are the business of the largest test."""
    failed = [test for test in report.tests if test.verdict is not Verdict.ACCEPTED]
    if not trial.fail_fast and len(failed) == 1 and failed[0].verdict in _MISTAKES:
        what = f"is caught by a single test, {failed[0].name}"
        yield warning(trial.name, what, "Add a second test that sees this mistake.")


def _judge(problem: Problem, sandbox: Sandbox, trial: Trial, time_factor: float) -> Report:
    selection = Selection(fail_fast=trial.fail_fast, time_factor=time_factor)
    return judge(problem, Submission(trial.name, trial.source), sandbox, selection)


def _judge_errors(trial: Trial, report: Report) -> list[Finding]:
    hint = (
        "An exception before the solution's first answer in a test is taken for the test's own mistake. "
        "Debug with: pytest problems/ID --solution FILE"
    )
    broken = [test for test in report.tests if test.verdict is Verdict.JUDGE_ERROR]
    if report.verdict is Verdict.JUDGE_ERROR and not broken:
        return [error(trial.name, f"ends in a judge error: {report.message or 'no test was accepted or failed'}", hint)]
    return [error(trial.name, f"{test.name} blames the judge: {test.message}", hint) for test in broken]


def _no_room(problem: Problem, trial: Trial, report: Report) -> Iterator[Finding]:
    if Verdict.ACCEPTED not in trial.expected:
        what = f"is {report.verdict} when it has twice the time (limits.time_s is {problem.limits.time_s:g})"
        hint = "Make the largest test larger, or lower the limit, until it needs more than twice."
        yield error(trial.name, what, hint)
        return
    for test in report.tests:
        # a busy machine may run out of wall time; only CPU time says that the limit is too tight
        if test.verdict is not Verdict.ACCEPTED and not _lost_to_the_clock(test):
            what = f"needs more than half of the time limit in {test.name}"
            yield error(trial.name, what, "Raise limits.time_s, or shrink that test.")
            return


def _lost_to_the_clock(test: TestResult) -> bool:
    return test.verdict is Verdict.SKIPPED or test.message.startswith("no answer within")


def _wrong_verdict(trial: Trial, report: Report) -> Finding:
    reason = report.message or next((f"{t.name}: {t.message}" for t in report.tests if t.verdict is report.verdict), "")
    because = f" ({reason.partition(chr(10))[0]})" if reason and report.verdict is not Verdict.ACCEPTED else ""
    if len(trial.expected) == 1:
        wanted = f"must be {next(iter(trial.expected))}"
    else:
        wanted = "must be rejected" if report.verdict is Verdict.ACCEPTED else "must load and then fail"
    if report.verdict is Verdict.ACCEPTED:
        hint = "The tests do not see this mistake: add one that does."
    elif Verdict.ACCEPTED in trial.expected:
        hint = "Mend the solution or the test, whichever is wrong."
    else:
        hint = (
            "The verdict is that of the first test that is not accepted. Move the file to another folder, or mend it."
        )
    return error(trial.name, f"is {report.verdict}, {wanted}{because}", hint)
