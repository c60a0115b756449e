"""Reports for programs: JSON, JUnit XML, GitHub annotations."""

import json
from xml.etree import ElementTree as ET

from judge.disclosure import Audience, DisclosedReport
from judge.render.report.github import report_commands
from judge.render.report.json import report_json
from judge.render.report.junit import report_xml
from judge.verdict import Verdict
from tests.support.sample_reports import failed, passed, report_of

EVIL = "]]> & <a> \x00\x0b\x1b[0m \ufffe \ud800 \"'%\r\n::error::x\n::stop-commands::y"


def suite_of(report: DisclosedReport) -> ET.Element:
    suite = ET.fromstring(report_xml(report)).find("testsuite")
    assert suite is not None
    return suite


def test_the_json_schema_is_the_one_of_the_design() -> None:
    told = json.loads(report_json(report_of(passed(), failed()), 12))
    assert list(told) == [
        "schema", "problem", "submission", "verdict", "passed", "total", "score", "time_s", "memory_mb",
        "message", "sandbox", "wall_s", "started_at", "tests",
    ]  # fmt: skip
    assert told["submission"] == {"id": 12, "sha256": "ab" * 32, "file": "solutions/layer_norm.py"}
    assert told["sandbox"] == {"kind": "docker", "image": "judge-torch:1234", "warm": True}
    assert (told["verdict"], told["passed"], told["total"], told["score"]) == ("WA", 1, 2, 0.5)
    assert told["tests"][1] == {
        "name": "test_bad", "group": "hidden", "verdict": "WA", "time_s": 0.031, "time_limit_s": 0.0,
        "memory_mb": 12.4, "message": "largest difference 0.5 at (0, 3)", "output": "",
    }  # fmt: skip


def test_json_tells_inputs_and_output_of_samples_and_inputs_of_hidden_tests_on_demand() -> None:
    (sample, hidden) = json.loads(report_json(report_of(failed(group="sample"), failed()), 1))["tests"]
    assert (sample["detail"], sample["output"]) == ("f(1) gave 2", "printed")
    assert "detail" not in hidden
    (hidden,) = json.loads(report_json(report_of(failed(), audience=Audience.REVEALED), 1))["tests"]
    assert (hidden["detail"], hidden["output"]) == ("f(1) gave 2", "")


def test_json_of_a_judge_error_has_no_record() -> None:
    told = json.loads(report_json(report_of(message="why", verdict=Verdict.JUDGE_ERROR), None))
    assert (told["submission"]["id"], told["message"], told["tests"]) == (None, "why", [])


def test_json_is_clean_ascii() -> None:
    written = report_json(report_of(failed(message=EVIL, name=EVIL)), 1)
    written.encode("ascii")
    assert "\\u001b" not in written


def test_junit_counts_failures_errors_and_skips() -> None:
    tests = [passed(), failed(), failed(verdict=Verdict.JUDGE_ERROR), failed(verdict=Verdict.SKIPPED)]
    suite = suite_of(report_of(*tests))
    assert [suite.get(key) for key in ("tests", "failures", "errors", "skipped")] == ["4", "1", "1", "1"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert (failure.get("type"), failure.text) == ("WA", "largest difference 0.5 at (0, 3)")


def test_junit_of_a_source_that_cannot_be_loaded_is_one_failed_case() -> None:
    suite = suite_of(report_of(message="SyntaxError", verdict=Verdict.COMPILE_ERROR))
    case = suite.find("testcase")
    assert case is not None
    assert (suite.get("failures"), case.get("name")) == ("1", "loading")


def test_junit_is_valid_xml_whatever_the_text() -> None:
    suite = suite_of(report_of(failed(EVIL, "sample", message=EVIL, detail=EVIL, output=EVIL)))
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert "]]> & <a>" in (failure.text or "")


def test_github_annotates_file_and_line_and_escapes() -> None:
    first = report_commands(report_of(failed(message="bad, 100%\nFile 'solution.py', line 7, in f"))).split("\n")[0]
    assert first == (
        "::error file=solutions/layer_norm.py,line=7,title=layer_norm%3A WA test_bad::"
        "bad, 100%25%0AFile 'solution.py', line 7, in f"
    )


def test_github_notices_an_acceptance() -> None:
    assert report_commands(report_of(passed())).startswith("::notice file=solutions/layer_norm.py,title=")


def test_text_of_a_submission_cannot_become_a_command() -> None:
    report = report_of(failed(EVIL, "sample", message=EVIL, detail=EVIL, output=EVIL), message=EVIL)
    lines = report_commands(report, token="t0ken").split("\n")
    start, end = lines.index("::stop-commands::t0ken"), lines.index("::t0ken::")
    assert end == len(lines) - 1
    assert all(line.startswith("::error file=solutions/layer_norm.py,") for line in lines[:start])
    assert not any("\r" in line for line in lines)
    assert report_commands(report).split("\n")[-1] != report_commands(report).split("\n")[-1]
