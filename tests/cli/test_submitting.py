"""`judge submit` and `judge test`, over a plain process."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from small_problems import RIGHT, STUB, WRONG, Judge


@pytest.fixture
def right(folder: Path) -> Path:
    (folder / "solutions").mkdir()
    path = folder / "solutions" / "addition.py"
    path.write_text(RIGHT)
    return path


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


@pytest.mark.usefixtures("right")
def test_a_path_names_its_problem_and_makes_it_the_current_one(judge: Judge) -> None:
    assert judge("submit", "solutions/addition.py").code == 0
    ran = judge("submit")
    assert ran.code == 0
    assert "addition (the current problem)" in ran.err


def test_a_file_that_is_not_named_after_a_problem_needs_its_id(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(RIGHT)
    ran = judge("submit", "mine.py")
    assert ran.code == 2
    assert "judge submit ID mine.py" in ran.err


def test_a_near_miss_of_a_file_name_gets_did_you_mean(judge: Judge, folder: Path) -> None:
    (folder / "adition.py").write_text(RIGHT)
    assert "Did you mean: judge submit addition adition.py" in judge("submit", "adition.py").err


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
def test_the_samples_alone_are_run_by_test_and_nothing_is_recorded(judge: Judge) -> None:
    ran = judge("test", "addition")
    assert ran.code == 0
    assert "2 of 2 tests" in ran.out
    assert "Nothing was submitted yet" in judge("history").out


@pytest.mark.usefixtures("right")
def test_case_picks_tests_by_a_part_of_their_name(judge: Judge) -> None:
    assert "1 of 1 test " in judge("test", "addition", "--case", "zeros").out
    ran = judge("test", "addition", "--case", "nothing")
    assert ran.code == 2
    assert "no sample test of addition has 'nothing'" in ran.err


def test_fail_fast_skips_the_rest(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(STUB)
    ran = judge("test", "addition", "mine.py", "-x")
    assert ran.code == 1
    assert "1 skipped" in ran.out


@pytest.mark.usefixtures("right")
def test_tests_that_cannot_run_are_the_problems_fault_and_no_attempt(judge: Judge, folder: Path) -> None:
    (folder / "problems/addition/tests/test_hidden.py").write_text("def test_it(solution):\n    assert False\n")
    ran = judge("submit", "addition")
    assert ran.code == 3
    assert "Nothing was submitted yet" in judge("history").out
    assert judge("list", "--status", "todo").out.count("add") > 1


def test_a_solution_that_is_not_there_yet_says_how_to_begin(judge: Judge) -> None:
    ran = judge("submit", "addition")
    assert (ran.code, ran.out) == (2, "")
    assert "judge start addition" in ran.err


def test_control_characters_of_a_submission_are_not_printed(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(
        "def add(a, b):\n    print('\\x1b[2J\\u202eabc')\n    raise ValueError('\\x1b]0;x\\x07no')\n"
    )
    ran = judge("submit", "addition", "mine.py")
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert "ValueError: no" in ran.out
