"""Reports as JUnit XML, as GitLab, Jenkins and others read it.

Valid for both schemas in use, that of windyroad/JUnit-Schema and junit-10.xsd of jenkinsci/xunit-plugin; so there is no
`file` of a case, and what a case printed stands in its explanation.

GitLab (docs.gitlab.com/ci/testing/unit_test_reports) joins classname and name of a case with a `_` for its key, and
drops the second of a pair. It reads files of up to 30 MB and XML of up to 250,000 objects (gitlab-org/gitlab issue
507482); where many solutions of many tests exceed that, those of a solution's tests that passed are one case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from judge.grading import Graded, Grades
from judge.render import text
from judge.render.failures import QUIET, verdict_of, who_and_what
from judge.render.verdicts import count
from judge.verdict import Report, TestResult, Verdict

MAX_CASES: Final = 10_000
"""Of one document; with more of them not every test has a case of its own."""
MAX_TEXT: Final = 20_000_000
"""Characters of all explanations together."""

_UNIX_TIME: Final = "1970-01-01T00:00:00"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def report_xml(report: Report, *, reveal: bool = False) -> str:
    """One test suite, named after the problem. A source that cannot be loaded is one failed case, `loading`."""
    return _document([_Suite(report.problem, _cases(report, reveal=reveal), report)])


def grades_xml(grades: Grades) -> str:
    """A suite for each solution. What is our own fault is an error, and never a failure."""
    results = grades.results
    cases = [_graded_cases(graded) for graded in results]
    if sum(map(len, cases)) > MAX_CASES:
        most = max(1, MAX_CASES // len(results) - 2)
        cases = [list(_condensed(own, most)) for own in cases]
    suites = [_Suite(who_and_what(one), own, one.report) for one, own in zip(results, cases, strict=True)]
    return _document(suites)


@dataclass(frozen=True, slots=True)
class _Case:
    """A test as JUnit sees it: `words` explain it, `printed` is what a sample's solution said."""

    group: str
    name: str
    verdict: Verdict
    time_s: float = 0.0
    message: str = ""
    words: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class _Suite:
    """The cases of one solution."""

    name: str
    cases: Sequence[_Case]
    report: Report | None


def _cases(report: Report, *, reveal: bool) -> list[_Case]:
    tests = [_case_of(test, reveal=reveal) for test in report.tests]
    return [_loading(report.verdict, report.message), *tests] if report.message or not tests else tests


def _case_of(test: TestResult, *, reveal: bool) -> _Case:
    sample = test.group == "sample"
    printed = text.clean(test.output) if sample else ""
    told = [test.message, test.detail if sample or reveal else "", f"it printed:\n{printed}" if printed else ""]
    words = "\n".join(map(text.clean, filter(None, told)))
    message = text.one_line(test.message) or test.verdict.phrase
    name, group = text.one_line(test.name) or "test", text.one_line(test.group)
    return _Case(group, name, test.verdict, test.time_s, message, words, printed)


def _graded_cases(graded: Graded) -> list[_Case]:
    if graded.report is not None:
        return _cases(graded.report, reveal=False)
    return [_loading(verdict_of(graded), graded.fault or graded.refused)]


def _loading(verdict: Verdict, message: str) -> _Case:
    return _Case("submission", "loading", verdict, 0.0, text.one_line(message) or verdict.phrase, text.clean(message))


def _condensed(cases: Sequence[_Case], most: int) -> Iterator[_Case]:
    """The first that did not pass, then one case for all others that are alike."""
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
            yield _Case("all", name, rest[0].verdict, sum(case.time_s for case in rest), rest[0].message)


def _document(suites: Sequence[_Suite]) -> str:
    root = ET.Element("testsuites")
    failures = sum(case.verdict is not Verdict.ACCEPTED for suite in suites for case in suite.cases)
    room = max(200, min(text.MAX_CHARS, MAX_TEXT // max(1, failures)))
    taken: set[str] = set()
    for number, suite in enumerate(suites):
        root.append(_suite(number, suite, room, taken))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suite(number: int, suite: _Suite, room: int, taken: set[str]) -> ET.Element:
    report, verdicts = suite.report, [case.verdict for case in suite.cases]
    errors, skipped = verdicts.count(Verdict.JUDGE_ERROR), verdicts.count(Verdict.SKIPPED)
    when = _TIME.match(report.started_at) if report else None
    element = ET.Element(
        "testsuite",
        name=suite.name,
        package=suite.name,
        id=str(number),
        tests=str(len(verdicts)),
        failures=str(len(verdicts) - verdicts.count(Verdict.ACCEPTED) - errors - skipped),
        errors=str(errors),
        skipped=str(skipped),
        time=f"{report.wall_s if report else 0:.6f}",
        timestamp=when[0] if when else _UNIX_TIME,
        hostname=(report.sandbox.kind if report else "") or "localhost",
    )
    ET.SubElement(element, "properties")
    for case in suite.cases:
        element.append(_case(suite.name, case, room, taken))
    printed = [f"{case.name}:\n{case.printed}" for case in suite.cases if case.printed]
    ET.SubElement(element, "system-out").text = text.clean("\n".join(printed)) if printed else ""
    ET.SubElement(element, "system-err")
    return element


def _case(suite: str, case: _Case, room: int, taken: set[str]) -> ET.Element:
    group = f"{suite}.{case.group}"
    name, again = case.name, 1
    while f"{group}_{name}" in taken:
        again += 1
        name = f"{case.name} ({again})"
    taken.add(f"{group}_{name}")
    element = ET.Element("testcase", classname=group, name=name, time=f"{case.time_s:.6f}")
    if case.verdict is Verdict.SKIPPED:
        ET.SubElement(element, "skipped").text = case.words
    elif case.verdict is not Verdict.ACCEPTED:
        kind = "error" if case.verdict is Verdict.JUDGE_ERROR else "failure"
        found = ET.SubElement(element, kind, type=str(case.verdict), message=f"{case.verdict}: {case.message}")
        found.text = text.clean(case.words, max_chars=room)
    return element
