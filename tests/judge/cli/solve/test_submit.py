"""`judge submit`, over a plain process."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.small_problems import RIGHT, WRONG, Judge


@pytest.mark.usefixtures("right")
def test_a_right_solution_is_accepted_with_exit_code_0(judge: Judge) -> None:
    ran = judge("submit", "addition")
    assert ran.code == 0
    assert "Accepted  3 of 3 tests" in ran.out
    assert "#1" in ran.out


def test_a_wrong_solution_gets_exit_code_1_and_sees_the_samples_inputs_but_not_the_hidden_ones(
    judge: Judge, folder: Path
) -> None:
    (folder / "mine.py").write_text("def add(a, b):\n    return 99\n")
    ran = judge("submit", "addition", "mine.py")
    assert ran.code == 1
    assert "Wrong answer (WA)  0 of 3 tests" in ran.out
    assert "add(1, 2) gave 99, expected 3" in ran.out
    assert "-7" not in ran.out
    assert "add(-7, -1) gave 99, expected -8" in judge("submit", "addition", "mine.py", "--reveal").out


def test_the_samples_output_is_shown_and_the_hidden_ones_is_not(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text("def add(a, b):\n    print('seen', a)\n    return None\n")
    ran = judge("submit", "addition", "mine.py")
    assert "| seen 1" in ran.out
    assert "seen -7" not in ran.out


def test_json_is_the_only_thing_on_standard_output(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(WRONG)
    ran = judge("submit", "addition", "mine.py", "--format", "json")
    report = json.loads(ran.out)
    assert (ran.code, report["schema"], report["verdict"]) == (1, "judge.report/1", "WA")
    assert report["submission"]["id"] == 1
    assert report["sandbox"]["kind"] == "process"
    assert all("detail" not in test and not test["output"] for test in report["tests"] if test["group"] == "hidden")


def test_junit_is_xml_on_standard_output(judge: Judge, right: Path) -> None:
    suite = ET.fromstring(judge("submit", "--format", "junit", str(right)).out).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "0")


@pytest.mark.usefixtures("right")
def test_the_same_source_again_is_judged_again_and_said_to_be_the_same(judge: Judge) -> None:
    judge("submit", "addition")
    ran = judge("submit", "addition")
    assert "#2, same as #1 (AC)" in ran.out
    assert judge("history", "--source").code == 2
    assert judge("history", "2", "--source").out == RIGHT


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        (b"", "CE"),
        (b"def add(:", "CE"),
        (b"add = 3\n", "CE"),
        (b"import nothing_of_that_name\n", "CE"),
        (b"def add(a, b):\n    return '\xff'\n", "CE"),
        (b"def add(a, b):\x00\n    return 1\n", "CE"),
        (b"\xef\xbb\xbfdef add(a, b):\r\n    return a + b\r\n", "AC"),
    ],
    ids=["empty", "syntax", "not callable", "import", "encoding", "NUL", "BOM and CRLF"],
)
def test_any_bytes_get_a_verdict(judge: Judge, folder: Path, source: bytes, verdict: str) -> None:
    (folder / "mine.py").write_bytes(source)
    ran = judge("submit", "addition", "mine.py", "--format", "json")
    assert json.loads(ran.out)["verdict"] == verdict
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("right")
def test_tests_that_cannot_run_are_the_problems_fault_and_no_attempt(judge: Judge, folder: Path) -> None:
    (folder / "problems/addition/tests/test_hidden.py").write_text("def test_it(solution):\n    assert False\n")
    ran = judge("submit", "addition")
    assert ran.code == 3
    assert "Nothing submitted yet" in judge("history").out
    assert judge("list", "--status", "todo").out.count("add") > 1


def test_control_characters_of_a_submission_are_not_printed(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(
        "def add(a, b):\n    print('\\x1b[2J\\u202eabc')\n    raise ValueError('\\x1b]0;x\\x07no')\n"
    )
    ran = judge("submit", "addition", "mine.py")
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert "ValueError: no" in ran.out


@pytest.mark.parametrize("form", ["terminal", "json", "junit", "github"])
def test_parameters_of_a_hidden_test_are_inputs_and_answers_and_shown_in_no_form(
    judge: Judge, folder: Path, form: str
) -> None:
    """pytest writes them into the test's name: `test_sums[41-1-42]`."""
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text(
        "import pytest\nfrom sandbox.checks import equal\n\n\n"
        "@pytest.mark.parametrize(('a', 'b', 'total'), [(4100, 1, 4101), (5200, 2, 5202)])\n"
        "def test_sums(solution, a, b, total):\n    equal(solution.add(a, b), total)\n"
    )
    (folder / "mine.py").write_text("def add(a, b):\n    return a\n")
    ran = judge("submit", "addition", "mine.py", "--format", form)
    assert "test_sums[2]" in ran.out
    assert not [number for number in ("4100", "4101", "5200", "5202") if number in ran.out + ran.err]
