"""A report as JUnit XML, as GitLab, Jenkins and others read it."""

from __future__ import annotations

from judge.disclosure import DisclosedReport
from judge.render.shared.junit_document import Suite, junit_xml, report_cases


def report_xml(report: DisclosedReport) -> str:
    """One test suite, named after the problem. A source that cannot be loaded is one failed case, `loading`."""
    return junit_xml([Suite(report.problem, report_cases(report), report)])
