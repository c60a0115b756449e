"""The examples that `judge verify` judges, the verdicts that each may get, and the loop that judges them.

Limits need headroom: what must be accepted gets half the time, what must time out gets twice the time. Each accepted
submission runs once more, as a copy that prints which of its lines and branches run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from judge import source
from judge.errors import ProblemError, UsageError
from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem
from judge.sandboxes import Sandbox
from judge.submission import Selection, Submission
from judge.verdict import Report, TestResult, Verdict
from judge.verify.coverage import Coverage, Place, coverage, mark
from judge.verify.finding import Finding, error, warning
from judge.verify.folder_check import VERDICTS_OF, submissions
from judge.verify.stand_ins import LOOPS, stand_ins

_BLAMED: Final = frozenset(set(Verdict) - {Verdict.ACCEPTED, Verdict.JUDGE_ERROR, Verdict.SKIPPED})
_MISTAKES: Final = frozenset({Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR, Verdict.FORBIDDEN_FUNCTION})
_TIME_FACTORS: Final = {"accepted": 0.5, "time_limit_exceeded": 2.0}


@dataclass(frozen=True, slots=True)
class Example:
    """One source to judge.

    Attributes:
        name: `accepted/two_pointers.py`, `stub.py`, `a solution that returns None`.
        expected: the verdicts that it may get.
        time_factor: the time limits are multiplied by it.
        fail_fast: whether to stop at the first test that is not accepted.
        places: what the source reports about itself; empty for a source that somebody wrote.
    """

    name: str
    source: bytes
    expected: frozenset[Verdict]
    time_factor: float = 1.0
    fail_fast: bool = False
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedExample:
    """An example and its result.

    Attributes:
        coverage: which parts of it ran, where its source reports that.
        time_factor: the report was made with time limits multiplied by it.
    """

    example: Example
    report: Report
    findings: tuple[Finding, ...]
    coverage: Coverage | None = None
    time_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Headroom:
    """The largest share of a test's limits that an accepted submission uses, from 0 to 1."""

    time: float
    memory: float


def plan(problem: Problem) -> list[Example]:
    """All examples, in the order in which they are shown."""
    examples = [Example("stub.py", problem.stub.encode(), _BLAMED - {Verdict.COMPILE_ERROR})]
    for path in submissions(problem.folder):
        kind = path.parent.name
        examples.append(
            Example(
                f"{kind}/{path.name}",
                source_of(path),
                VERDICTS_OF[kind],
                _TIME_FACTORS.get(kind, 1.0),
                fail_fast=kind == "time_limit_exceeded",
            )
        )
    examples += [_with_coverage_marks(example) for example in examples if example.name.startswith("accepted/")]
    for what, text in stand_ins(problem).items():
        name = f"a solution that {what}"
        examples.append(Example(name, text, _BLAMED - {Verdict.COMPILE_ERROR}, fail_fast=what == LOOPS))
    return examples


def measure_headroom(problem: Problem, judged: Sequence[JudgedExample]) -> Headroom:
    """How close the accepted examples come to the limits."""
    accepted = [one for one in judged if one.example.name.startswith("accepted/")]
    time = [test.time_s / test.time_limit_s * one.time_factor for one in accepted for test in one.report.tests]
    memory = [one.report.memory_mb / problem.limits.memory_mb for one in accepted]
    return Headroom(max(time, default=0.0), max(memory, default=0.0))


def _with_coverage_marks(example: Example) -> Example:
    try:
        marked = mark(example.source)
    except (SyntaxError, ValueError):  # judging the example itself reports it better
        return example
    # reporting takes time that is not the submission's
    return Example(
        f"coverage of {example.name}", marked.source, example.expected, time_factor=4.0, places=marked.places
    )


def source_of(path: Path) -> bytes:
    """An example submission, read by the same rules as a user's file. Raises ProblemError."""
    try:
        return source.read(path).source
    except UsageError as wrong:
        raise ProblemError(wrong.message, "Replace it with a regular file of ordinary size, or remove it.") from None


def run(problem: Problem, examples: Sequence[Example], sandbox: Sandbox, jobs: int) -> Iterator[JudgedExample]:
    """Judge all of `examples`, `jobs` at a time; yield each result as soon as it is known.

    Raises:
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run at all.
    """
    # all submissions of a problem folder have one author
    for _, judged in judge_each(partial(_judge_example, problem), examples, sandbox, jobs):
        yield judged


def _judge_example(problem: Problem, example: Example, sandbox: Sandbox) -> JudgedExample:
    if example.places:
        return _measure_coverage(problem, example, sandbox)
    time_factor = example.time_factor
    report = _judge(problem, sandbox, example, time_factor)
    findings = _judge_errors(example, report)
    if report.verdict not in example.expected and example.time_factor != 1.0:
        time_factor = 1.0
        strict, report = report, _judge(problem, sandbox, example, time_factor)
        findings = _judge_errors(example, report)
        if report.verdict in example.expected:
            findings += _no_headroom(problem, example, strict)
    if report.verdict not in example.expected and report.verdict is not Verdict.JUDGE_ERROR:
        findings.append(_wrong_verdict(example, report))
    if report.verdict in example.expected and "/" in example.name:
        findings += _barely_caught(example, report)
    skipped = [test.name for test in report.tests if test.verdict is Verdict.SKIPPED]
    if Verdict.ACCEPTED in example.expected and skipped:
        what = f"has a skipped test, {skipped[0]}"
        findings.append(error(example.name, what, "Every test must run; remove the skip."))
    return JudgedExample(example, report, tuple(findings), time_factor=time_factor)


def _measure_coverage(problem: Problem, example: Example, sandbox: Sandbox) -> JudgedExample:
    report = _judge(problem, sandbox, example, example.time_factor)
    if report.verdict not in example.expected:  # the example of the unmarked submission says what is wrong
        what = f"could not be measured: {report.verdict.phrase}"
        hint = "The measured copy is slower and prints more than the submission."
        return JudgedExample(example, report, (warning(example.name, what, hint),))
    covered = coverage(example.places, report)
    where = example.name.removeprefix("coverage of ")
    hint = "Add a test that needs it, or remove it from the submission."
    missed = tuple(warning(where, f"has code that no test runs: {place}", hint) for place in covered.worth_reporting)
    return JudgedExample(example, report, missed, covered)


def _barely_caught(example: Example, report: Report) -> Iterator[Finding]:
    """A mistake that a single test catches; time and memory are left to the largest test."""
    failed = [test for test in report.tests if test.verdict is not Verdict.ACCEPTED]
    if not example.fail_fast and len(failed) == 1 and failed[0].verdict in _MISTAKES:
        what = f"is caught by only one test, {failed[0].name}"
        yield warning(example.name, what, "Add a second test that catches this mistake.")


def _judge(problem: Problem, sandbox: Sandbox, example: Example, time_factor: float) -> Report:
    selection = Selection(fail_fast=example.fail_fast, time_factor=time_factor)
    return judge(problem, Submission(example.name, example.source), sandbox, selection)


def _judge_errors(example: Example, report: Report) -> list[Finding]:
    hint = (
        "An exception before the solution's first answer in a test counts as the test's own mistake. "
        "To debug: pytest problems/ID --solution FILE"
    )
    broken = [test for test in report.tests if test.verdict is Verdict.JUDGE_ERROR]
    if report.verdict is Verdict.JUDGE_ERROR and not broken:
        return [
            error(example.name, f"ends in a judge error: {report.message or 'no test was accepted or failed'}", hint)
        ]
    return [error(example.name, f"ends in a judge error in {test.name}: {test.message}", hint) for test in broken]


def _no_headroom(problem: Problem, example: Example, report: Report) -> Iterator[Finding]:
    if Verdict.ACCEPTED not in example.expected:
        what = f"is {report.verdict} with twice the time (limits.time_s is {problem.limits.time_s:g})"
        hint = "Make the largest test larger, or lower the limit, until it needs more than twice the time."
        yield error(example.name, what, hint)
        return
    for test in report.tests:
        # a busy machine may run out of wall time; only CPU time shows that the limit is too tight
        if test.verdict is not Verdict.ACCEPTED and not _lost_to_the_clock(test):
            what = f"needs more than half of the time limit in {test.name}"
            yield error(example.name, what, "Raise limits.time_s, or shrink that test.")
            return


def _lost_to_the_clock(test: TestResult) -> bool:
    return test.verdict is Verdict.SKIPPED or test.message.startswith("no answer within")


def _wrong_verdict(example: Example, report: Report) -> Finding:
    reason = report.message or next((f"{t.name}: {t.message}" for t in report.tests if t.verdict is report.verdict), "")
    because = f" ({reason.partition(chr(10))[0]})" if reason and report.verdict is not Verdict.ACCEPTED else ""
    if len(example.expected) == 1:
        wanted = f"must be {next(iter(example.expected))}"
    else:
        wanted = "must be rejected" if report.verdict is Verdict.ACCEPTED else "must load and then fail"
    if report.verdict is Verdict.ACCEPTED:
        hint = "The tests miss this mistake: add one that catches it."
    elif Verdict.ACCEPTED in example.expected:
        hint = "Fix the solution or the test, whichever is wrong."
    else:
        hint = "The verdict is that of the first test that is not accepted. Move the file to another folder, or fix it."
    return error(example.name, f"is {report.verdict}, {wanted}{because}", hint)
