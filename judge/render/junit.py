"""Reports as JUnit XML, as CI systems read it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from judge.grading import Graded, Grades
from judge.render import text
from judge.render.grades import code_of, reason_of, who_and_what
from judge.verdict import Report, TestResult, Verdict


def report_xml(report: Report, *, reveal: bool = False) -> str:
    """One test suite, named after the problem. A source that cannot be loaded is one failed case, `loading`."""
    return _document([_suite(report, report.problem, reveal=reveal)])


def grades_xml(grades: Grades) -> str:
    """A suite for each solution. Its name is in the class of each case: GitLab drops cases that are called alike."""
    return _document([_graded_suite(graded) for graded in grades.results])


def _graded_suite(graded: Graded) -> ET.Element:
    name = who_and_what(graded)
    if graded.report is not None:
        return _suite(graded.report, name, reveal=False)
    ours = bool(graded.fault)
    suite = ET.Element(
        "testsuite", name=name, tests="1", failures=str(int(not ours)), errors=str(int(ours)), skipped="0"
    )
    case = ET.SubElement(suite, "testcase", classname=name, name="loading", time="0")
    message = f"{code_of(graded)}: {reason_of(graded)}"
    ET.SubElement(case, "error" if ours else "failure", type=code_of(graded), message=message)
    return suite


def _document(suites: Sequence[ET.Element]) -> str:
    root = ET.Element("testsuites")
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _suite(report: Report, name: str, *, reveal: bool) -> ET.Element:
    tests = report.tests or (TestResult("loading", "submission", report.verdict, message=report.message),)
    verdicts = [test.verdict for test in tests]
    errors = verdicts.count(Verdict.JUDGE_ERROR)
    skipped = verdicts.count(Verdict.SKIPPED)
    suite = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(tests)),
        failures=str(len(tests) - verdicts.count(Verdict.ACCEPTED) - errors - skipped),
        errors=str(errors),
        skipped=str(skipped),
        time=f"{report.wall_s:.6f}",
        timestamp=report.started_at.removesuffix("Z"),
        hostname=report.sandbox.kind,
    )
    for test in tests:
        suite.append(_case(report, name, test, reveal=reveal))
    return suite


def _case(report: Report, suite: str, test: TestResult, *, reveal: bool) -> ET.Element:
    sample = test.group == "sample"
    case = ET.Element(
        "testcase",
        classname=f"{suite}.{text.one_line(test.group)}",
        name=text.one_line(test.name),
        time=f"{test.time_s:.6f}",
        file=text.one_line(report.file),
    )
    if test.verdict is Verdict.SKIPPED:
        ET.SubElement(case, "skipped", message=text.one_line(test.message))
    elif test.verdict is not Verdict.ACCEPTED:
        kind = "error" if test.verdict is Verdict.JUDGE_ERROR else "failure"
        message = text.one_line(test.message) or test.verdict.phrase
        found = ET.SubElement(case, kind, type=str(test.verdict), message=f"{test.verdict}: {message}")
        detail = test.detail if sample or reveal else ""
        found.text = text.clean(f"{test.message}\n{detail}".strip())
    if sample and test.output:
        ET.SubElement(case, "system-out").text = text.clean(test.output)
    return case
