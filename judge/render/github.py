"""GitHub workflow commands: an annotation per failure. No text from a submission can become a command.

Annotations escape what they quote. All else stands between stop-commands marks with a token that cannot be guessed.
What GitHub shows of them, and the escapes: docs.github.com, "Workflow commands for GitHub Actions"; that it drops those
above 10 of a kind in a step, and 50 in a job, without a word: actions/toolkit, docs/problem-matchers.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from judge.grading import Graded, Grades
from judge.render import text
from judge.render.failures import Failure, alike, failures_of, line_in, who_and_what
from judge.render.grades import grades_text
from judge.render.screen import Screen
from judge.render.terminal import failing, report_text
from judge.render.verdicts import count
from judge.verdict import Report, Verdict

MAX_ANNOTATIONS: Final = 10
"""Of a kind: GitHub shows no more of a step. Errors, warnings and one notice are 21, of 50 in a job."""


def report_commands(report: Report, *, reveal: bool = False, token: str | None = None) -> str:
    """Annotations, then the report as text between stop-commands marks.

    Args:
        report: what is written.
        reveal: whether inputs and expected values of hidden tests are shown.
        token: of the marks; drawn at random where none is given.
    """
    token = token or secrets.token_hex(16)
    body = report_text(report, Screen(width=100), reveal=reveal)
    return "\n".join([*_annotations(report), f"::stop-commands::{token}", body, f"::{token}::"])


def grades_commands(grades: Grades, *, token: str | None = None) -> str:
    """Annotations as many as GitHub shows, then all results as text between stop-commands marks.

    The first failure of every solution comes before the second of any; tests that say the same have one together.
    """
    token = token or secrets.token_hex(16)
    turns = zip_longest(*([(graded, own) for own in alike(failures_of(graded))] for graded in grades.results))
    found = [one for turn in turns for one in turn if one is not None]
    errors = [one for one in found if not one[1][0].ours]
    faults = [one for one in found if one[1][0].ours]
    lines = [_of_failures("error", *one) for one in errors[:MAX_ANNOTATIONS]]
    lines += [_of_failures("warning", *one) for one in faults[:MAX_ANNOTATIONS]]
    left = max(0, len(errors) - MAX_ANNOTATIONS) + max(0, len(faults) - MAX_ANNOTATIONS)
    if left:
        words = (
            f"{count(left, 'more failure')}: GitHub shows {MAX_ANNOTATIONS} of a kind. The job's summary has the rest."
        )
        lines.append(_command("notice", "", None, "judge grade", words))
    body = grades_text(grades, Screen(width=100))
    return "\n".join([*lines, f"::stop-commands::{token}", body, f"::{token}::"])


def _of_failures(kind: str, graded: Graded, failures: Sequence[Failure]) -> str:
    first, more = failures[0], len(failures) - 1
    title = " ".join(filter(None, [f"{who_and_what(graded)}: {first.verdict}", first.name]))
    title += f" and {count(more, 'more test')}" if more else ""
    return _command(kind, str(graded.candidate.path), first.line, title, first.told)


def _annotations(report: Report) -> list[str]:
    if report.verdict is Verdict.ACCEPTED:
        return [_command("notice", report.file, None, f"{report.problem}: accepted", f"{report.passed} tests passed")]
    failures = [(test.verdict, test.name, test.message) for test in failing(report)]
    if report.message or not failures:
        failures.insert(0, (report.verdict, "", report.message))
    lines = []
    for verdict, name, message in failures[:MAX_ANNOTATIONS]:
        title = " ".join(filter(None, [f"{report.problem}: {verdict}", text.one_line(name)]))
        lines.append(_command("error", report.file, line_in(message), title, text.clean(message) or verdict.phrase))
    return lines


def _command(kind: str, file: str, line: int | None, title: str, message: str) -> str:
    properties = {"file": text.one_line(file), "line": line, "title": title}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{kind} {told}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
