"""Why graded solutions are not accepted, for every output form: words and lines of the source, made safe to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from judge.grading.disclosed import DisclosedGraded
from judge.render.shared import text
from judge.render.shared.annotations import line_in
from judge.verdict import TestResult, Verdict

QUIET: Final = frozenset({Verdict.ACCEPTED, Verdict.SKIPPED})
"""Verdicts of tests that did not fail."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why a solution is not accepted.

    Attributes:
        name: of the test; empty if none ran.
        group: of the test.
        verdict: of the test; JE for a judge error.
        message: why, possibly in several lines; never empty.
        line: of the solution, if the message names one.
        detail: inputs and expected values of a sample.
        output: what a sample's solution printed.
    """

    name: str
    group: str
    verdict: Verdict
    message: str
    line: int | None = None
    detail: str = ""
    output: str = ""

    @property
    def judge_error(self) -> bool:
        """Whether the judge or the problem is at fault, not the solution."""
        return self.verdict is Verdict.JUDGE_ERROR

    @property
    def explanation(self) -> str:
        """The message, then the inputs and output of a sample."""
        printed = f"it printed:\n{self.output}" if self.output else ""
        return "\n".join(filter(None, [self.message, self.detail, printed]))


def failures_of(graded: DisclosedGraded) -> tuple[Failure, ...]:
    """Every failure, in test order; what kept tests from running comes first."""
    report = graded.report
    if report is None:
        return (_failure("", "", verdict_of(graded), graded.fault or graded.refused),)
    if report.verdict is Verdict.ACCEPTED:
        return ()
    tests = tuple(_failed_test(test) for test in report.tests if test.verdict not in QUIET)
    if report.message or not tests:
        return (_failure("", "", report.verdict, report.message), *tests)
    return tests


def alike(failures: Sequence[Failure]) -> tuple[tuple[Failure, ...], ...]:
    """Groups of failures with the same explanation, in test order."""
    groups: dict[tuple[Verdict, str], list[Failure]] = {}
    for failure in failures:
        groups.setdefault((failure.verdict, failure.explanation), []).append(failure)
    return tuple(map(tuple, groups.values()))


def verdict_of(graded: DisclosedGraded) -> Verdict:
    """The verdict. A file that was refused cannot be loaded (CE); a fault of the judge is JE."""
    if graded.report is not None:
        return graded.report.verdict
    return Verdict.JUDGE_ERROR if graded.fault else Verdict.COMPILE_ERROR


def reason_of(graded: DisclosedGraded) -> str:
    """Why it is not accepted, in one line."""
    failures = failures_of(graded)
    return text.one_line(": ".join(filter(None, [failures[0].name, failures[0].message]))) if failures else ""


def who_and_what(graded: DisclosedGraded) -> str:
    """`alice/layer_norm`, or `layer_norm` without an author."""
    author, problem = graded.candidate.author, text.one_line(graded.candidate.problem)
    return f"{text.one_line(author) or '?'}/{problem}" if author else problem


def author_name(author: str) -> str:
    """The name of an author, safe to print; solutions outside of a folder have none."""
    return text.shorten(text.one_line(author), 60) or "(no author)"


def _failed_test(test: TestResult) -> Failure:
    name = text.one_line(test.name) or "test"
    return _failure(name, text.one_line(test.group), test.verdict, test.message, test.detail, test.output)


def _failure(name: str, group: str, verdict: Verdict, message: str, detail: str = "", output: str = "") -> Failure:
    words = text.clean(message).strip() or verdict.phrase
    return Failure(name, group, verdict, words, line_in(message), text.clean(detail), text.clean(output))
