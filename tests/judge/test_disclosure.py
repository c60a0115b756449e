"""What an audience may see: by one table here, for every part of every test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.disclosure import Audience, EventFilter, disclose
from judge.sandbox_kind import SandboxKind
from judge.submission import TestEnded, TestName, TestsCollected
from judge.verdict import Report, SandboxInfo, TestResult, Verdict, overall_verdict
from tests.support.disclosure_tables import OF_A_HIDDEN_TEST, OF_A_SAMPLE


def report_of(*tests: TestResult, message: str = "") -> Report:
    verdict = overall_verdict(tests) if tests else Verdict.COMPILE_ERROR
    return Report(
        "p", "p.py", "ab" * 32, verdict, SandboxInfo(SandboxKind.PROCESS), "", 0.1, len(tests), message, tests
    )


def failing(group: str, verdict: Verdict = Verdict.WRONG_ANSWER) -> TestResult:
    return TestResult("test_f[<parameters>]", group, verdict, message="<message>", detail="<detail>", output="<output>")


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(("group", "table"), [("sample", OF_A_SAMPLE), ("hidden", OF_A_HIDDEN_TEST)])
def test_an_audience_sees_the_parts_of_a_test_that_the_table_says_and_no_others(
    audience: Audience, group: str, table: dict[Audience, str]
) -> None:
    seen = str(disclose(report_of(failing(group)), audience))
    assert [part for part in ("parameters", "message", "detail", "output") if f"<{part}>" in seen] == table[
        audience
    ].split()


def test_the_icpc_rule_tells_of_an_accepted_solution_which_tests_there_were() -> None:
    accepted = disclose(report_of(failing("hidden", Verdict.ACCEPTED)), Audience.CONTEST_VERDICT)
    assert [(test.name, test.detail) for test in accepted.tests] == [("hidden 1", "")]


def test_a_judge_error_is_explained_at_every_setting_of_ci() -> None:
    for audience in (Audience.CI_VERDICTS, Audience.CI_MESSAGES, Audience.CI_SAMPLES):
        report = disclose(report_of(failing("hidden", Verdict.JUDGE_ERROR), message="no grader"), audience)
        assert (report.message, report.tests[0].message, report.tests[0].detail) == ("no grader", "<message>", "")


def test_why_a_source_cannot_be_loaded_is_kept_from_a_log_of_verdicts() -> None:
    shown = {audience: disclose(report_of(message="line 3"), audience).message for audience in Audience}
    assert [audience for audience, message in shown.items() if not message] == [Audience.CI_VERDICTS]


NAMES = st.sampled_from(["test_f", "test_f[1]", "test_f[2]", "test_f[a-1]", "test_f[[x]-2]", "test_g[1]", "test_g"])
TESTS = st.lists(
    st.builds(
        TestResult,
        NAMES,
        st.sampled_from(["sample", "hidden", "large"]),
        st.sampled_from([Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.SKIPPED]),
    ),
    min_size=1,
    unique_by=lambda test: (test.group, test.name),
)


@given(tests=TESTS, audience=st.sampled_from(Audience))
def test_what_is_shown_while_judging_is_what_is_shown_afterwards(tests: list[TestResult], audience: Audience) -> None:
    visible_to = EventFilter(audience)
    collected = visible_to(TestsCollected(tuple(TestName(test.name, test.group) for test in tests)))
    ended = [visible_to(TestEnded(test)) for test in tests]
    assert isinstance(collected, TestsCollected)
    if audience is Audience.CONTEST_VERDICT:
        assert (len(collected.tests), set(ended)) == (1, {None})
        return
    results = tuple(event.result for event in ended if isinstance(event, TestEnded))
    assert results == disclose(report_of(*tests), audience).tests
    assert collected.tests == tuple(TestName(test.name, test.group) for test in results)


@given(tests=TESTS, audience=st.sampled_from(Audience))
def test_disclosing_twice_changes_nothing(tests: list[TestResult], audience: Audience) -> None:
    once = disclose(report_of(*tests), audience)
    assert disclose(once, audience) == once


@given(tests=TESTS, audience=st.sampled_from(Audience))
def test_tests_of_a_group_keep_different_names(tests: list[TestResult], audience: Audience) -> None:
    names = [(test.group, test.name) for test in disclose(report_of(*tests), audience).tests]
    assert len(set(names)) == len(names)


ROOT = Path(__file__).resolve().parents[2]


def test_only_disclosure_makes_what_renderers_take() -> None:
    """Another module that calls one of these would decide itself what may be shown."""
    made = {
        (path.relative_to(ROOT).as_posix(), node.func.id)
        for path in (ROOT / "judge").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("Disclosed")
    }
    assert made == {
        ("judge/disclosure.py", "DisclosedReport"),
        ("judge/grading/disclosed.py", "DisclosedGraded"),
        ("judge/grading/disclosed.py", "DisclosedGrades"),
    }


def test_no_renderer_takes_grades_that_were_not_disclosed() -> None:
    for path in (ROOT / "judge" / "render").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "judge.grading.results":
                assert not {alias.name for alias in node.names} & {"Graded", "Grades"}, path
