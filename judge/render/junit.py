"""A report as JUnit XML, as CI systems read it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from judge.render import text
from judge.verdict import Report, TestResult, Verdict


def report_xml(report: Report, *, reveal: bool = False) -> str:
    """One test suite, named after the problem. A source that cannot be loaded is one failed case, `loading`."""
    tests = report.tests or (TestResult("loading", "submission", report.verdict, message=report.message),)
    verdicts = [test.verdict for test in tests]
    errors = verdicts.count(Verdict.JUDGE_ERROR)
    skipped = verdicts.count(Verdict.SKIPPED)
    suite = ET.Element(
        "testsuite",
        name=report.problem,
        tests=str(len(tests)),
        failures=str(len(tests) - verdicts.count(Verdict.ACCEPTED) - errors - skipped),
        errors=str(errors),
        skipped=str(skipped),
        time=f"{report.wall_s:.6f}",
        timestamp=report.started_at.removesuffix("Z"),
        hostname=report.sandbox.kind,
    )
    for test in tests:
        suite.append(_case(report, test, reveal=reveal))
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, encoding="unicode")


def _case(report: Report, test: TestResult, *, reveal: bool) -> ET.Element:
    sample = test.group == "sample"
    case = ET.Element(
        "testcase",
        classname=f"{report.problem}.{text.one_line(test.group)}",
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
