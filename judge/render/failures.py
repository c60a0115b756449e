"""What keeps graded solutions from being accepted, as every form of `judge grade` tells it.

Words and lines of the source, made safe to print; nothing of how a form writes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from judge.grading import Graded
from judge.render import text
from judge.verdict import TestResult, Verdict

QUIET: Final = frozenset({Verdict.ACCEPTED, Verdict.SKIPPED})
"""Verdicts of tests that did not fail."""

_FRAME: Final = re.compile(r'^ {0,2}File "[^"\n]{1,99}", line (\d{1,6})\b', re.MULTILINE)
_INSIDE: Final = re.compile(r"\bline (\d{1,6})(?=, in )")


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why a solution is not accepted.

    Attributes:
        name: of the test; empty where none ran.
        group: of the test.
        verdict: JE where the fault is ours.
        message: why, in several lines perhaps; never empty.
        line: of the solution, where the message names one.
    """

    name: str
    group: str
    verdict: Verdict
    message: str
    line: int | None = None
    detail: str = ""
    output: str = ""

    @property
    def ours(self) -> bool:
        """Whether the judge or the problem is at fault, and not the solution."""
        return self.verdict is Verdict.JUDGE_ERROR

    @property
    def told(self) -> str:
        """All that may be told of it: the message, then inputs and output of a sample."""
        printed = f"it printed:\n{self.output}" if self.output else ""
        return "\n".join(filter(None, [self.message, self.detail, printed]))


def failures_of(graded: Graded) -> tuple[Failure, ...]:
    """Everything that failed, in test order; what kept tests from running comes first."""
    report = graded.report
    if report is None:
        return (_failure("", "", verdict_of(graded), graded.fault or graded.refused),)
    if report.verdict is Verdict.ACCEPTED:
        return ()
    tests = tuple(_of_test(test) for test in report.tests if test.verdict not in QUIET)
    if report.message or not tests:
        return (_failure("", "", report.verdict, report.message), *tests)
    return tests


def alike(failures: Sequence[Failure]) -> tuple[tuple[Failure, ...], ...]:
    """In test order; those that say the very same thing stand together."""
    found: dict[tuple[Verdict, str], list[Failure]] = {}
    for failure in failures:
        found.setdefault((failure.verdict, failure.told), []).append(failure)
    return tuple(map(tuple, found.values()))


def verdict_of(graded: Graded) -> Verdict:
    """The verdict. A file that is no submission cannot be loaded (CE); our own fault is JE."""
    if graded.report is not None:
        return graded.report.verdict
    return Verdict.JUDGE_ERROR if graded.fault else Verdict.COMPILE_ERROR


def reason_of(graded: Graded) -> str:
    """Why it is not accepted, in one line."""
    found = failures_of(graded)
    return text.one_line(": ".join(filter(None, [found[0].name, found[0].message]))) if found else ""


def who_and_what(graded: Graded) -> str:
    """`alice/layer_norm`, or `layer_norm` where there is no author."""
    author, problem = graded.candidate.author, text.one_line(graded.candidate.problem)
    return f"{text.one_line(author) or '?'}/{problem}" if author else problem


def author_name(author: str) -> str:
    """The name of an author, fit to be shown; solutions that lie in no folder have none."""
    return text.shorten(text.one_line(author), 60) or "(no author)"


def line_in(message: str) -> int | None:
    """The innermost line of the solution that a message names: what it quotes of the source is not looked at."""
    found = _FRAME.findall(message) or _INSIDE.findall(message)
    return int(found[-1]) or None if found else None


def _of_test(test: TestResult) -> Failure:
    name = text.one_line(test.name) or "test"
    return _failure(name, text.one_line(test.group), test.verdict, test.message, test.detail, test.output)


def _failure(name: str, group: str, verdict: Verdict, message: str, detail: str = "", output: str = "") -> Failure:
    words = text.clean(message).strip() or verdict.phrase
    return Failure(name, group, verdict, words, line_in(message), text.clean(detail), text.clean(output))
