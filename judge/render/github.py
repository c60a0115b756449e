"""A report as GitHub workflow commands: an annotation per failure. No text from a submission can become a command.

Annotations escape what they quote. All else stands between stop-commands marks with a token that cannot be guessed.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from judge.grading import Grades
from judge.render import text
from judge.render.grades import code_of, grade_line, reason_of, summary, unknown_lines, who_and_what
from judge.render.screen import Screen
from judge.render.terminal import failing, report_text
from judge.verdict import Report, Verdict

MAX_ANNOTATIONS: Final = 10
"""GitHub shows no more than this of a step."""

_LINE: Final = re.compile(r"\bline (\d{1,6})\b")


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
    """An annotation for each solution that is not accepted, as many as GitHub shows; then all as text between marks."""
    token, screen = token or secrets.token_hex(16), Screen(width=100)
    failed = [graded for graded in grades.results if not graded.accepted]
    lines = []
    for graded in failed[:MAX_ANNOTATIONS]:
        places = _LINE.findall(reason_of(graded))
        lines.append(
            _command(
                "warning" if graded.ours else "error",
                str(graded.candidate.path),
                places[-1] if places else None,
                f"{who_and_what(graded)}: {code_of(graded)}",
                reason_of(graded) or code_of(graded),
            )
        )
    body = [
        *(grade_line(graded, screen) for graded in grades.results),
        *unknown_lines(grades.unknown, screen),
        summary(grades, screen),
    ]
    return "\n".join([*lines, f"::stop-commands::{token}", *body, f"::{token}::"])


def _annotations(report: Report) -> list[str]:
    if report.verdict is Verdict.ACCEPTED:
        return [_command("notice", report.file, None, f"{report.problem}: accepted", f"{report.passed} tests passed")]
    failures = [(test.verdict, test.name, test.message) for test in failing(report)]
    if report.message or not failures:
        failures.insert(0, (report.verdict, "", report.message))
    lines = []
    for verdict, name, message in failures[:MAX_ANNOTATIONS]:
        title = " ".join(filter(None, [f"{report.problem}: {verdict}", text.one_line(name)]))
        places = _LINE.findall(message)
        lines.append(
            _command("error", report.file, places[-1] if places else None, title, text.clean(message) or verdict.phrase)
        )
    return lines


def _command(kind: str, file: str, line: str | None, title: str, message: str) -> str:
    properties = {"file": text.one_line(file), "line": line, "title": title}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{kind} {told}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
