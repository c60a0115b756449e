"""No output form of `judge grade` shows an audience what it may not see. By the table of forms: a new one is covered too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.disclosure import Audience
from judge.grading.disclosed import disclose_grades
from judge.grading.results import Candidate, Graded, Grades
from judge.render.grade.form import Target
from judge.render.grade.forms import NAMES, form_named
from judge.render.shared.screen import Screen
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict, overall_verdict
from tests.support.disclosure_tables import OF_A_HIDDEN_TEST, OF_A_SAMPLE
from tests.support.sample_grades import LIMITS

PARTS = ("parameters", "message", "detail", "output")
"""Of a test: its id, why it failed, the assertion with inputs and expected values, what was printed and logged."""


def canary(group: str, part: str) -> str:
    return f"zq{group}{part}qz"


def failing(group: str, verdict: Verdict) -> TestResult:
    words = {part: canary(group, part) for part in PARTS}
    name = f"test_f[{words['parameters']}]"
    return TestResult(name, group, verdict, message=words["message"], detail=words["detail"], output=words["output"])


def written(form: str, audience: Audience, verdicts: tuple[Verdict, Verdict], screen: Screen | None) -> str:
    tests = (failing("sample", verdicts[0]), failing("hidden", verdicts[1]))
    report = Report(
        "addition",
        "addition.py",
        "ab" * 32,
        overall_verdict(tests),
        SandboxInfo(SandboxKind.DOCKER),
        "",
        0.1,
        2,
        "",
        tests,
    )
    grades = Grades((Graded(Candidate("alice", "addition", Path("solutions/alice/addition.py")), report),))
    return form_named(form).render(disclose_grades(grades, audience), Target(screen, LIMITS.get))


VERDICTS = st.sampled_from([verdict for verdict in Verdict if verdict not in {Verdict.JUDGE_ERROR, Verdict.SKIPPED}])
"""A judge error, which skipping all tests is too, has a test of its own: some forms refuse it."""


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("form", NAMES)
@settings(max_examples=15, deadline=None)
@given(verdicts=st.tuples(VERDICTS, VERDICTS), screen=st.sampled_from([None, Screen(width=300)]))
def test_a_form_shows_no_part_of_a_test_that_its_audience_may_not_see(
    form: str, audience: Audience, verdicts: tuple[Verdict, Verdict], screen: Screen | None
) -> None:
    text = written(form, audience, verdicts, screen)
    for group, allowed in (("sample", OF_A_SAMPLE), ("hidden", OF_A_HIDDEN_TEST)):
        shown = {part for part in PARTS if canary(group, part) in text}
        if audience is Audience.CONTEST_VERDICT and set(verdicts) == {Verdict.ACCEPTED}:
            continue  # which tests there were is no secret once all have passed; they are named by number
        assert shown <= set(allowed[audience].split())


@pytest.mark.parametrize("part", PARTS)
def test_every_canary_is_in_some_form_for_the_author_of_the_tests(part: str) -> None:
    failed = (Verdict.WRONG_ANSWER, Verdict.WRONG_ANSWER)
    texts = "".join(written(form, Audience.AUTHOR, failed, None) for form in NAMES)
    assert canary("hidden", part) in texts


@pytest.mark.parametrize("form", NAMES)
def test_a_judge_error_shows_nothing_of_a_hidden_test_but_its_message(form: str) -> None:
    if form == "gradescope":
        pytest.skip("has no results.json for a judge error")
    broken = (Verdict.ACCEPTED, Verdict.JUDGE_ERROR)
    for audience in (Audience.CI_VERDICTS, Audience.CI_MESSAGES, Audience.CI_SAMPLES):
        text = written(form, audience, broken, None)
        assert {part for part in PARTS if canary("hidden", part) in text} <= {"message"}
