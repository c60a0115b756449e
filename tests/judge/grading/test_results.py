"""What is known of graded solutions, and how much of it may be told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from judge.grading.disclosed import audience_of, disclose_graded
from judge.grading.results import Candidate, Graded, Shown
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict

CANDIDATE = Candidate("bob", "layer_norm", Path("solutions/bob/layer_norm.py"))
HIDDEN = TestResult(
    "test_h", "hidden", Verdict.WRONG_ANSWER, message="why", detail="f(1) gave 2, expected 3", output="said"
)
SAMPLE = TestResult(
    "test_s", "sample", Verdict.WRONG_ANSWER, message="why", detail="f(1) gave 2, expected 3", output="said"
)
OURS = TestResult("test_o", "hidden", Verdict.JUDGE_ERROR, message="the test is broken", detail="f(1)")


def told(shown: Shown, *tests: TestResult, message: str = "", verdict: Verdict = Verdict.WRONG_ANSWER) -> Report:
    info = SandboxInfo(SandboxKind.PROCESS)
    report = Report(
        "layer_norm", "solutions/bob/layer_norm.py", "ab" * 32, verdict, info, "", 0.1, len(tests), message, tests
    )
    graded = disclose_graded(Graded(CANDIDATE, report), audience_of(shown))
    assert graded.report is not None
    return graded.report


def test_inputs_of_hidden_tests_are_shown_at_no_setting() -> None:
    for shown in Shown:
        (test,) = told(shown, HIDDEN).tests
        assert (test.detail, test.output) == ("", ""), shown


def test_parameters_of_hidden_tests_are_shown_at_no_setting() -> None:
    """`test_f[aa-1]` says what goes in and what comes out; a number tells them apart as well."""
    tests = [replace(HIDDEN, name=name) for name in ("test_f[aa-1]", "test_f[[b]-2]", "test_g[x]", "test_h")]
    tests.append(replace(SAMPLE, name="test_s[aa-1]"))
    for shown in Shown:
        names = [test.name for test in told(shown, *tests).tests]
        assert names == ["test_f[1]", "test_f[2]", "test_g[1]", "test_h", "test_s[aa-1]"]


def test_each_setting_shows_more_of_a_sample() -> None:
    def words(shown: Shown) -> tuple[str, ...]:
        (test,) = told(shown, SAMPLE).tests
        return test.message, test.detail, test.output

    assert words(Shown.VERDICTS) == ("", "", "")
    assert words(Shown.MESSAGES) == ("why", "", "")
    assert words(Shown.SAMPLES) == ("why", SAMPLE.detail, "said")


def test_why_a_source_cannot_be_loaded_is_a_message_too() -> None:
    assert told(Shown.VERDICTS, message="line 3", verdict=Verdict.COMPILE_ERROR).message == ""
    assert told(Shown.MESSAGES, message="line 3", verdict=Verdict.COMPILE_ERROR).message == "line 3"


def test_a_judge_error_is_explained_at_every_setting() -> None:
    for shown in Shown:
        report = told(shown, OURS, message="no grader", verdict=Verdict.JUDGE_ERROR)
        assert (report.message, report.tests[0].message) == ("no grader", "the test is broken")
        assert report.tests[0].detail == ""


def test_why_a_file_was_refused_is_always_shown() -> None:
    graded = disclose_graded(Graded(CANDIDATE, refused="a link"), audience_of(Shown.VERDICTS))
    assert (graded.candidate, graded.refused) == (CANDIDATE, "a link")
