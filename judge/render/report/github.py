"""A report as GitHub workflow commands: an annotation for each failing test, then the report as text."""

from __future__ import annotations

from judge.disclosure import DisclosedReport
from judge.render.report.terminal import failing, report_text
from judge.render.shared import text
from judge.render.shared.annotations import MAX_ANNOTATIONS, annotated, annotation, line_in
from judge.render.shared.figures import count
from judge.render.shared.screen import Screen
from judge.verdict import Verdict


def report_commands(report: DisclosedReport, *, token: str | None = None) -> str:
    """Annotations, then the report as text between stop-commands marks.

    Args:
        report: what is written.
        token: of the marks; random if None.
    """
    return annotated(_annotations(report), report_text(report, Screen(width=100)), token)


def _annotations(report: DisclosedReport) -> list[str]:
    if report.verdict is Verdict.ACCEPTED:
        return [
            annotation(
                "notice", report.file, None, f"{report.problem}: accepted", f"{count(report.passed, 'test')} passed"
            )
        ]
    failures = [(test.verdict, test.name, test.message) for test in failing(report)]
    if report.message or not failures:
        failures.insert(0, (report.verdict, "", report.message))
    lines = []
    for verdict, name, message in failures[:MAX_ANNOTATIONS]:
        title = " ".join(filter(None, [f"{report.problem}: {verdict}", text.one_line(name)]))
        lines.append(annotation("error", report.file, line_in(message), title, text.clean(message) or verdict.phrase))
    return lines
