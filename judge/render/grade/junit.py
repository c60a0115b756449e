"""Grades as JUnit XML: a suite for each solution.

GitLab reads files of up to 30 MB and XML of up to 250,000 objects (gitlab-org/gitlab issue 507482). Where many
solutions of many tests exceed that, the tests of a solution that passed are one case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.render.grade.failures import QUIET, verdict_of, who_and_what
from judge.render.grade.form import Form
from judge.render.shared.figures import count
from judge.render.shared.junit_document import Case, Suite, junit_xml, loading_case, report_cases
from judge.verdict import Verdict

MAX_CASES: Final = 10_000
"""Cases of one document; above it, not every test has a case of its own."""


def grades_xml(grades: DisclosedGrades) -> str:
    """A suite for each solution. A judge error is an error, never a failure."""
    results = grades.results
    cases = [_cases_of(graded) for graded in results]
    if sum(map(len, cases)) > MAX_CASES:
        most = max(1, MAX_CASES // len(results) - 2)
        cases = [list(_condensed(own, most)) for own in cases]
    return junit_xml([Suite(who_and_what(one), own, one.report) for one, own in zip(results, cases, strict=True)])


def _cases_of(graded: DisclosedGraded) -> list[Case]:
    if graded.report is not None:
        return report_cases(graded.report)
    return [loading_case(verdict_of(graded), graded.fault or graded.refused)]


def _condensed(cases: Sequence[Case], most: int) -> Iterator[Case]:
    """The first cases that did not pass, then one case for each kind of the others."""
    bad = [case for case in cases if case.verdict not in QUIET]
    yield from bad[:most]
    kinds = {
        "more failed": [case for case in bad[most:] if case.verdict is not Verdict.JUDGE_ERROR],
        "more not judged": [case for case in bad[most:] if case.verdict is Verdict.JUDGE_ERROR],
        "passed": [case for case in cases if case.verdict is Verdict.ACCEPTED],
    }
    for words, rest in kinds.items():
        if rest:
            name = f"{count(len(rest), 'test')} {words}"
            yield Case("all", name, rest[0].verdict, sum(case.time_s for case in rest), rest[0].message)


FORM: Final = Form("junit", "xml", lambda grades, _: grades_xml(grades))
