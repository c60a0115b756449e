"""Every form of `judge grade`: valid by its schema, whatever a stranger wrote, and fair where the fault is ours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from judge.errors import ProblemError, UsageError
from judge.grading.disclosed import DisclosedGrades
from judge.grading.results import Graded, Grades, Shown
from judge.render.grade.codequality import MAX_ISSUES, codequality_json
from judge.render.grade.exercism import exercism_json
from judge.render.grade.form import Target
from judge.render.grade.forms import NAMES, form_named
from judge.render.grade.github import grades_commands
from judge.render.grade.gradescope import gradescope_json
from judge.render.grade.json import grades_json
from judge.render.grade.junit import MAX_CASES, grades_xml
from judge.render.grade.terminal import summary, unknown_lines
from judge.render.shared.annotations import MAX_ANNOTATIONS
from judge.render.shared.screen import Screen
from judge.verdict import Verdict
from tests.support.sample_grades import (
    BAD,
    EVERY_KIND,
    HOSTILE_GRADES,
    LIMITS,
    RULED,
    SECRET,
    broken_test,
    candidate,
    course,
    disclosed,
    graded,
    standing,
)
from tests.support.sample_reports import failed, passed

SCHEMAS = Path(__file__).parents[3] / "support" / "schemas"
SCREEN = Screen(width=100)


def renderer(name: str) -> Callable[[DisclosedGrades], str]:
    """What writes a form to a file."""
    return lambda grades: form_named(name).render(grades, Target(None, LIMITS.get))


def is_for_one(name: str) -> bool:
    """Whether a form refuses many solutions."""
    try:
        form_named(name).check([graded.candidate for graded in EVERY_KIND.results])
    except UsageError:
        return True
    return False


FORMS = {name: renderer(name) for name in NAMES if not is_for_one(name)}
ONE_AUTHOR = {name: renderer(name) for name in NAMES if is_for_one(name)}


def only(grades: Grades, *authors: str) -> Grades:
    """The grades of some of the authors."""
    results = tuple(one for one in grades.results if one.candidate.author in authors)
    return replace(grades, results=results, standings=tuple(one for one in grades.standings if one.author in authors))


def valid(name: str, written: str) -> Any:
    """The JSON, which is of its schema and in ASCII."""
    written.encode("ascii")
    told = json.loads(written)
    jsonschema.validate(told, json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))
    return told


@cache
def junit_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "junit.xsd"))


def valid_junit(written: str) -> etree._Element:
    root = etree.fromstring(written.encode())
    junit_schema().assertValid(root)
    return root


# every form


@pytest.mark.parametrize("shown", Shown)
@pytest.mark.parametrize("form", FORMS)
def test_inputs_of_hidden_tests_are_in_no_form(form: str, shown: Shown) -> None:
    for grades in (RULED, HOSTILE_GRADES):
        assert SECRET not in FORMS[form](disclosed(replace(grades, shown=shown)))


@pytest.mark.parametrize("shown", Shown)
@pytest.mark.parametrize("form", ONE_AUTHOR)
def test_inputs_of_hidden_tests_are_in_no_form_of_one_author(form: str, shown: Shown) -> None:
    assert SECRET not in ONE_AUTHOR[form](disclosed(replace(only(EVERY_KIND, "bob"), shown=shown)))


@pytest.mark.parametrize("form", [*FORMS, *ONE_AUTHOR])
def test_no_form_says_why_if_only_verdicts_are_shown(form: str) -> None:
    grades = replace(only(EVERY_KIND, "bob"), shown=Shown.VERDICTS)
    make = (FORMS | ONE_AUTHOR)[form]
    assert "ValueError" in make(disclosed(replace(grades, shown=Shown.MESSAGES)))
    assert "ValueError" not in make(disclosed(grades))


@pytest.mark.parametrize("form", [*FORMS, *ONE_AUTHOR])
def test_inputs_and_output_of_samples_are_shown_where_that_is_asked_for(form: str) -> None:
    test = failed("test_s", "sample", detail="add(1, 2) gave 4", output="debugging 123")
    grades = Grades((graded("bob", test),), shown=Shown.SAMPLES)
    make = (FORMS | ONE_AUTHOR)[form]
    if form not in {"terminal", "codequality"}:  # which have a line for each failure
        assert "add(1, 2) gave 4" in make(disclosed(grades))
    assert "add(1, 2) gave 4" not in make(disclosed(replace(grades, shown=Shown.MESSAGES)))
    assert "debugging 123" not in make(disclosed(replace(grades, shown=Shown.MESSAGES)))


@pytest.mark.parametrize("form", ["terminal", "github", "markdown"])
def test_no_control_character_of_a_stranger_is_in_a_form_for_people(form: str) -> None:
    written = FORMS[form](disclosed(HOSTILE_GRADES))
    written.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ufffe]", written)


@pytest.mark.parametrize("form", FORMS)
def test_a_message_of_100_kilobytes_is_cut(form: str) -> None:
    assert len(FORMS[form](disclosed(HOSTILE_GRADES))) < 80_000


WORDS = st.text(st.characters(), max_size=60) | st.text("`|\\<>&\"'@#:\r\n\x1b[]\0\ud800%,", max_size=40)  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_every_form_is_valid_whatever_the_words(author: str, name: str, message: str) -> None:
    tests = [failed(name, group, message=message, detail=author, output=name) for group in ("sample", name)]
    solutions = (graded(author, *tests), Graded(candidate("bob"), refused=message))
    grades = disclosed(Grades(solutions, ((author, name),), (standing(author, 0.0, note=name),), shown=Shown.SAMPLES))
    for make in FORMS.values():
        make(grades).encode()
    valid_junit(grades_xml(grades))
    valid("grade", grades_json(grades))
    valid("codequality", codequality_json(grades))
    one = disclosed(replace(grades, results=solutions[:1]))
    valid("gradescope", gradescope_json(one))
    valid("exercism", exercism_json(one))


@pytest.mark.parametrize("form", FORMS)
def test_nothing_at_all_is_a_form_too(form: str) -> None:
    assert FORMS[form](Grades(()))


# terminal


def test_the_terminal_shows_points_results_and_what_lowered_them() -> None:
    shown = summary(disclosed(RULED), SCREEN).splitlines()
    assert re.search(r"author\s+points\s+result\s+accepted\s+addition", shown[0])
    assert any(re.search(r"alice\s+8 of 10\s+passed\s+1 of 1\s+AC", line) for line in shown)
    assert any(re.search(r"dave\s+\?\s+withheld\s+0 of 1\s+JE", line) for line in shown)
    assert "  alice: addition: 2 days late: 20 % less" in shown
    assert "1 of 6 solutions accepted; 1 of 6 authors passed; 2 judge errors, not counted against anyone" in shown


def test_the_terminal_shows_pairs_as_a_hint() -> None:
    shown = summary(disclosed(RULED), SCREEN)
    assert "hint for a person" in shown
    assert "97%  solutions/alice/addition.py  solutions/bob/addition.py" in shown


def test_the_terminal_says_how_many_it_leaves_out() -> None:
    pair = RULED.alike[0]
    grades = replace(course(100, 1, 1), alike=(pair,) * 30, unknown=(("notes.txt", "not a Python file"),) * 30)
    shown = summary(disclosed(grades), SCREEN)
    assert "and 40 more authors" in shown
    assert "and 10 more pairs" in shown
    assert unknown_lines(grades.unknown, SCREEN)[-1].strip() == "… and 10 more that are not solutions"


@pytest.mark.parametrize("name", ["terminal", "html", "markdown", "gradescope"])
def test_files_that_are_not_named_one_by_one_are_counted(name: str) -> None:
    grades = replace(course(1, 1, 1), unknown=(("notes.txt", "not a Python file"),), unnamed=4321)
    assert re.search("4,?32[12]", form_named(name).render(disclosed(grades), Target(None, LIMITS.get)))


# json


def test_json_is_of_its_schema() -> None:
    for grades in (RULED, HOSTILE_GRADES, Grades(())):
        valid("grade", grades_json(disclosed(grades)))


def test_json_has_standings_and_pairs() -> None:
    told = valid("grade", grades_json(disclosed(RULED)))
    alice = next(one for one in told["standings"] if one["author"] == "alice")
    assert (alice["points"], alice["possible"], alice["passed"]) == (8.0, 10.0, True)
    assert alice["problems"][0]["note"] == "2 days late: 20 % less"
    assert told["alike"][0]["likeness"] == 0.97
    assert told["alike"][0]["second"] == {"author": "bob", "problem": "addition", "file": "solutions/bob/addition.py"}


def test_points_that_are_withheld_are_no_zero_in_json() -> None:
    told = valid("grade", grades_json(disclosed(RULED)))
    dave = next(one for one in told["standings"] if one["author"] == "dave")
    assert (dave["points"], dave["passed"], dave["problems"][0]["points"]) == (None, None, None)
    assert dave["withheld"] == "addition could not be judged"
    assert told["passed"] is None


# junit


def test_junit_is_valid_by_the_schema_of_ant_and_jenkins() -> None:
    for grades in (EVERY_KIND, HOSTILE_GRADES, Grades(())):
        valid_junit(grades_xml(disclosed(grades)))


def test_a_judge_error_is_an_error_and_no_failure_in_junit() -> None:
    root = valid_junit(grades_xml(disclosed(EVERY_KIND)))
    counted = {suite.get("name"): (suite.get("failures"), suite.get("errors")) for suite in root}
    assert counted == {
        "alice/addition": ("0", "0"),
        "bob/addition": ("2", "0"),
        "carol/addition": ("1", "0"),
        "dave/addition": ("0", "1"),
        "erin/addition": ("1", "0"),
        "frank/addition": ("0", "1"),
    }
    assert [error.get("type") for error in root.iter("error")] == ["JE", "JE"]


def test_a_judge_that_broke_in_the_middle_is_an_error_though_all_tests_so_far_passed() -> None:
    broke = graded("bob", passed(), message="the grader ended", verdict=Verdict.JUDGE_ERROR)
    (suite,) = valid_junit(grades_xml(disclosed(Grades((broke,)))))
    assert [suite.get(key) for key in ("tests", "failures", "errors")] == ["2", "0", "1"]


def test_no_two_cases_of_junit_have_the_key_by_which_gitlab_drops_them() -> None:
    """It joins classname and name, so that ("a_b", "c") and ("a", "b_c") are the same to it."""
    tests = [
        passed("test_x", "a"),
        passed("test_x", "a"),
        passed("y", "a_test"),
        passed("test_y", "a"),
        passed("", "a"),
    ]
    grades = Grades((graded("bob", *tests), graded("bob", *tests), *HOSTILE_GRADES.results))
    keys = [f"{case.get('classname')}_{case.get('name')}" for case in valid_junit(grades_xml(grades)).iter("testcase")]
    assert len(set(keys)) == len(keys) == 10 + 6
    assert "bob/addition.a_test_x (4)" in keys


def test_junit_of_a_whole_course_is_one_that_gitlab_reads() -> None:
    """Up to 30 MB; XML of more than 250,000 objects is refused, and each case has some ten."""
    written = grades_xml(disclosed(course(60, 10, 40, message="x" * 4000)))
    root = valid_junit(written)
    cases = list(root.iter("testcase"))
    assert len(cases) <= MAX_CASES
    assert len(written.encode()) < 30_000_000
    assert sum(int(suite.get("tests", "0")) for suite in root) == len(cases)
    assert any(re.fullmatch(r"\d+ tests passed", case.get("name", "")) for case in cases)
    assert any(re.fullmatch(r"\d+ tests? more failed", case.get("name", "")) for case in cases)


# github


def test_an_annotation_is_on_the_line_that_the_innermost_frame_names() -> None:
    tests = [BAD, failed("test_2", message='E: x\n  File "solution.py", line 4, in f\n    raise E("line 99, in g")')]
    lines = grades_commands(Grades((graded("bob", *tests),))).splitlines()
    assert lines[0].startswith(
        "::error file=solutions/bob/addition.py,line=7,title=bob/addition%3A WA test_bad::ValueError"
    )
    assert lines[1].startswith("::error file=solutions/bob/addition.py,line=4,")


def test_no_more_annotations_than_github_shows_and_a_word_about_the_rest() -> None:
    many = tuple(
        graded(f"author{number}", *[failed(f"test_{n}", message=f"{n}") for n in range(3)]) for number in range(12)
    )
    faults = tuple(Graded(candidate(f"ours{number}"), fault="broken") for number in range(12))
    lines = grades_commands(Grades((*many, *faults)), token="t").split("::stop-commands::t")[0].splitlines()
    kinds = [line.split(" ")[0] for line in lines]
    assert (kinds.count("::error"), kinds.count("::warning"), kinds.count("::notice")) == (10, 10, 1)
    assert MAX_ANNOTATIONS == 10
    assert f"{12 * 3 - 10 + 2} more failures" in lines[-1]


def test_each_solution_has_an_annotation_before_one_has_its_second() -> None:
    grades = Grades(tuple(graded(name, failed("test_1", message="1"), failed("test_2")) for name in ("alice", "bob")))
    files = re.findall(r"^::error file=solutions/(\w+)/", grades_commands(grades), re.MULTILINE)
    assert files == ["alice", "bob", "alice", "bob"]


def test_tests_that_say_the_same_have_one_annotation() -> None:
    written = grades_commands(Grades((graded("bob", *[failed(f"test_{number}") for number in range(5)]),)))
    assert re.findall(r"^::error .*?title=(.*?)::", written, re.MULTILINE) == [
        "bob/addition%3A WA test_0 and 4 more tests"
    ]


def test_no_command_of_a_stranger_is_outside_of_the_marks() -> None:
    lines = grades_commands(disclosed(HOSTILE_GRADES), token="t0ken").split("\n")
    start, end = lines.index("::stop-commands::t0ken"), lines.index("::t0ken::")
    assert end == len(lines) - 1
    assert all(re.match(r"::(error|warning) file=[^,:]+,", line) for line in lines[:start])
    assert not any("\r" in line for line in lines)
    assert not any(re.match(r"\s*::", line) or "##[" in line for line in lines[start + 1 : end])


# gradescope


def test_gradescope_without_rules_has_a_point_for_each_accepted_solution() -> None:
    grades = Grades((graded("", passed(), problem="a"), graded("", passed(), BAD, problem="b")))
    told = valid("gradescope", gradescope_json(disclosed(grades)))
    assert told["score"] == 1
    assert [(one["name"], one["score"], one["max_score"], one["status"]) for one in told["tests"]] == [
        ("a", 1, 1, "passed"),
        ("b", 0, 1, "failed"),
    ]
    assert "test_bad: wrong answer (WA)\nValueError: no" in told["tests"][1]["output"]


def test_gradescope_with_rules_has_their_points_and_notes() -> None:
    told = valid("gradescope", gradescope_json(disclosed(only(RULED, "alice"))))
    assert (told["score"], told["tests"][0]["score"], told["tests"][0]["max_score"]) == (8, 8, 10)
    assert told["tests"][0]["output"].startswith("2 days late: 20 % less")


def test_gradescope_names_a_problem_that_nothing_was_handed_in_for() -> None:
    rules = (standing("", 0.0),)
    told = valid("gradescope", gradescope_json(Grades((), (("addtion.py", "not named after a problem"),), rules)))
    assert (told["score"], told["tests"][0]["output"]) == (0, "addition.py was not submitted.")
    assert "Not graded: addtion.py: not named after a problem" in told["output"]


@pytest.mark.parametrize("author", ["dave", "frank"])
@pytest.mark.parametrize("grades", [EVERY_KIND, RULED])
def test_gradescope_gets_no_score_for_a_judge_error(grades: Grades, author: str) -> None:
    with pytest.raises(ProblemError, match="not graded"):
        gradescope_json(disclosed(only(grades, author)))


def test_gradescope_gets_no_score_where_points_are_withheld() -> None:
    grades = replace(Grades((graded("bob", passed()),)), standings=(standing("bob", 0.0, withheld="b was not judged"),))
    with pytest.raises(ProblemError, match="b was not judged"):
        gradescope_json(grades)


def test_gradescope_renders_nothing_of_a_stranger() -> None:
    told = valid("gradescope", gradescope_json(disclosed(Grades(HOSTILE_GRADES.results[:1], HOSTILE_GRADES.unknown))))
    formats = {told["output_format"], told["test_output_format"], told["test_name_format"]}
    formats |= {one[key] for one in told["tests"] for key in ("output_format", "name_format")}
    assert formats == {"text"}
    assert "\x1b" not in told["tests"][0]["output"]
    assert told["stdout_visibility"] == "hidden"


def test_gradescope_and_exercism_refuse_several() -> None:
    with pytest.raises(UsageError, match="one author, but there are 6: alice, bob, carol"):
        gradescope_json(EVERY_KIND)
    with pytest.raises(UsageError, match="one solution, but there are 6"):
        exercism_json(EVERY_KIND)


# codequality


def test_codequality_is_valid_and_on_the_line() -> None:
    told = valid("codequality", codequality_json(disclosed(EVERY_KIND)))
    bad = next(one for one in told if "test_bad" in one["description"])
    assert bad["location"] == {"path": "solutions/bob/addition.py", "lines": {"begin": 7}}
    assert (bad["severity"], bad["check_name"]) == ("major", "judge wrong answer")
    assert [one["severity"] for one in told] == ["major", "major", "blocker", "info", "blocker", "info"]


def test_a_judge_error_is_only_information_in_codequality() -> None:
    told = valid("codequality", codequality_json(disclosed(only(EVERY_KIND, "dave", "frank"))))
    assert {one["severity"] for one in told} == {"info"}
    assert all("not counted against anyone" in one["description"] for one in told)


def test_a_fingerprint_stays_when_message_and_line_change() -> None:
    def prints(message: str) -> list[str]:
        tests = [failed("test_a", message=message), failed("test_b", message=message), failed("test_a", "sample")]
        return [one["fingerprint"] for one in json.loads(codequality_json(Grades((graded("bob", *tests),))))]

    assert prints("line 3, in f") == prints("line 4, in f: other")
    assert len(set(prints(""))) == 3


def test_fingerprints_are_unique_and_their_number_is_bounded() -> None:
    valid("codequality", codequality_json(disclosed(HOSTILE_GRADES)))
    told = valid("codequality", codequality_json(disclosed(course(40, 10, 40, failing=0.9))))
    assert len({one["fingerprint"] for one in told}) == len(told) <= MAX_ISSUES
    assert any(re.search(r"\d+ more failing tests of this solution", one["description"]) for one in told)


# exercism


def test_exercism_of_a_right_and_a_wrong_solution() -> None:
    skipped = failed("test_s", verdict=Verdict.SKIPPED)
    told = valid("exercism", exercism_json(disclosed(Grades((graded("", passed(), skipped),)))))
    assert (told["status"], [one["status"] for one in told["tests"]]) == ("pass", ["pass"])
    told = valid("exercism", exercism_json(disclosed(only(EVERY_KIND, "bob"))))
    assert (told["status"], [one["status"] for one in told["tests"]]) == ("fail", ["pass", "fail", "error"])
    assert told["tests"][1]["message"].startswith("ValueError: no")


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("carol", "solutions/carol/addition.py is a symbolic link"),
        ("dave", "Not judged, through no fault of the solution: problem.toml: title is missing"),
        ("erin", "SyntaxError: bad"),
        ("frank", "Not judged, through no fault of the solution: test_broken: the test is broken"),
    ],
)
def test_exercism_says_why_nothing_ran(author: str, said: str) -> None:
    told = valid("exercism", exercism_json(disclosed(only(EVERY_KIND, author))))
    assert told["status"] == "error"
    assert told["message"].startswith(said)


def test_a_broken_test_is_not_a_failed_test_of_exercism() -> None:
    told = valid("exercism", exercism_json(disclosed(Grades((graded("", BAD, broken_test()),)))))
    assert [one["status"] for one in told["tests"]] == ["fail", "error"]
    assert "no fault of the solution" in told["tests"][1]["message"]


def test_exercism_cuts_what_a_solution_printed() -> None:
    test = replace(passed(), output="y" * 600)
    told = valid("exercism", exercism_json(disclosed(Grades((graded("", test),), shown=Shown.SAMPLES))))
    assert len(told["tests"][0]["output"]) == 500
    assert told["tests"][0]["output"].endswith("Output was truncated. Please limit to 500 chars")


def test_exercism_is_valid_whatever_the_words() -> None:
    for one in HOSTILE_GRADES.results:
        valid("exercism", exercism_json(disclosed(Grades((one,), shown=Shown.SAMPLES))))
    assert valid("exercism", exercism_json(Grades(())))["status"] == "error"
