"""JUnit XML, as GitLab, Jenkins and others read it: suites of cases. Knows neither reports of one solution nor grades.

Valid by both schemas in use, that of windyroad/JUnit-Schema and junit-10.xsd of jenkinsci/xunit-plugin; so a case has
no `file`, and what it printed is part of its explanation.

GitLab (docs.gitlab.com/ci/testing/unit_test_reports) joins classname and name of a case with a `_` for its key, and
drops the second of two cases with the same key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from judge.disclosure import DisclosedReport
from judge.render.shared import text
from judge.verdict import TestResult, Verdict

MAX_TEXT: Final = 20_000_000
"""Characters of all explanations together."""

_UNIX_TIME: Final = "1970-01-01T00:00:00"
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Case:
    """A test as JUnit has it: `explanation` says why it failed, `output` is what a sample's solution printed."""

    group: str
    name: str
    verdict: Verdict
    time_s: float = 0.0
    message: str = ""
    explanation: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of one solution."""

    name: str
    cases: Sequence[Case]
    report: DisclosedReport | None


def report_cases(report: DisclosedReport) -> list[Case]:
    """A case for each test; what kept tests from running comes first."""
    tests = [_case_of(test) for test in report.tests]
    return [loading_case(report.verdict, report.message), *tests] if report.message or not tests else tests


def loading_case(verdict: Verdict, message: str) -> Case:
    """The case of a solution that could not be loaded or judged."""
    return Case("submission", "loading", verdict, 0.0, text.one_line(message) or verdict.phrase, text.clean(message))


def junit_xml(suites: Sequence[Suite]) -> str:
    """The document."""
    root = ET.Element("testsuites")
    failures = sum(case.verdict is not Verdict.ACCEPTED for suite in suites for case in suite.cases)
    room = max(200, min(text.MAX_CHARS, MAX_TEXT // max(1, failures)))
    taken: set[str] = set()
    for number, suite in enumerate(suites):
        root.append(_suite_element(number, suite, room, taken))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _case_of(test: TestResult) -> Case:
    printed = text.clean(test.output)
    parts = [test.message, test.detail, f"it printed:\n{printed}" if printed else ""]
    explanation = "\n".join(map(text.clean, filter(None, parts)))
    message = text.one_line(test.message) or test.verdict.phrase
    name, group = text.one_line(test.name) or "test", text.one_line(test.group)
    return Case(group, name, test.verdict, test.time_s, message, explanation, printed)


def _suite_element(number: int, suite: Suite, room: int, taken: set[str]) -> ET.Element:
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
        element.append(_case_element(suite.name, case, room, taken))
    outputs = [f"{case.name}:\n{case.output}" for case in suite.cases if case.output]
    ET.SubElement(element, "system-out").text = text.clean("\n".join(outputs)) if outputs else ""
    ET.SubElement(element, "system-err")
    return element


def _case_element(suite: str, case: Case, room: int, taken: set[str]) -> ET.Element:
    group = f"{suite}.{case.group}"
    name, again = case.name, 1
    while f"{group}_{name}" in taken:
        again += 1
        name = f"{case.name} ({again})"
    taken.add(f"{group}_{name}")
    element = ET.Element("testcase", classname=group, name=name, time=f"{case.time_s:.6f}")
    if case.verdict is Verdict.SKIPPED:
        ET.SubElement(element, "skipped").text = case.explanation
    elif case.verdict is not Verdict.ACCEPTED:
        kind = "error" if case.verdict is Verdict.JUDGE_ERROR else "failure"
        explanation = ET.SubElement(element, kind, type=str(case.verdict), message=f"{case.verdict}: {case.message}")
        explanation.text = text.clean(case.explanation, max_chars=room)
    return element
