"""The rule of the IOI: the best attempt at each group of tests, summed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.contest.model import Attempt, GroupResult, Run
from judge.contest.rules import RULES
from judge.contest.scoring import points_of, score
from judge.verdict import Verdict
from tests.support.contest_runs import contest, run

IOI = contest("ioi")


def points(*lines: str) -> float:
    return score(run("ana", *lines, of=IOI)).tasks[0].points


def test_ioi_sums_the_tests_as_cms_does() -> None:
    """CMS documentation, "Score types", Sum: 20 testcases of 5 points; the 2 public ones alone bring 10."""
    assert points("A 5 WA sample 2/2 hidden 0/18") == 10
    assert points("A 5 AC sample 2/2 hidden 18/18") == 100


def test_ioi_the_best_attempt_counts_and_not_the_last() -> None:
    lines = ["A 5 WA hidden 2/10", "A 6 WA hidden 7/10", "A 7 WA hidden 3/10"]
    got = score(run("ana", *lines, of=contest("ioi")))
    assert (got.tasks[0].points, got.tasks[0].counted_s) == (70, 6 * 60)


def test_the_best_attempt_counts_for_each_group_by_itself() -> None:
    """Kattis, "IOI scoring": two groups worth 40 and 60 points, each solved by another submission, bring 100."""
    first, second = "A 5 WA small 4/4 large 0/6", "A 9 WA small 0/4 large 6/6"
    assert (points(first), points(second)) == (40, 60)
    assert points(first, second) == points(second, first) == 100


def test_the_time_that_counts_is_that_of_the_last_attempt_that_added_points() -> None:
    lines = ["A 5 WA small 4/4 large 0/6", "A 9 WA small 0/4 large 3/6", "A 12 WA small 1/4 large 3/6"]
    got = score(run("ana", *lines, of=IOI)).tasks[0]
    assert (got.points, got.counted_s) == (70, 9 * 60)


def test_the_tests_of_a_group_bring_its_points_one_by_one() -> None:
    assert points("A 5 WA small 1/4 large 3/6") == 40


def test_an_accepted_attempt_brings_all_points_even_without_results_by_group() -> None:
    assert points("A 5 AC") == points("A 4 WA small 1/4 large 0/6", "A 5 AC") == 100


def test_groups_that_changed_their_size_bring_no_more_than_all_points() -> None:
    assert points("A 5 WA large 9/10", "A 6 WA small 5/9 large 1/1") == 100


def test_an_attempt_without_tests_brings_nothing() -> None:
    assert points("A 5 CE", "A 6 WA small 0/0") == 0


def test_one_attempt_is_worth_what_it_would_bring_alone() -> None:
    played = run("ana", "A 5 WA small 4/4 large 0/6", "A 9 WA small 0/4 large 6/6", of=IOI)
    assert [points_of(played, attempt) for attempt in played.attempts] == [40, 60]


@pytest.mark.parametrize("points", [1, 50, 100, 7.5])
def test_points_are_those_of_the_problem(points: float) -> None:
    of = contest("ioi", points=points)
    assert score(run("ana", "A 5 WA small 2/2 large 0/2", of=of)).tasks[0].points == points / 2


def test_ioi_time_does_not_separate_equal_points() -> None:
    keys = {RULES["ioi"].rank_key(score(run("ana", f"A {minute} WA hidden 5/10", of=IOI))) for minute in (3, 200)}
    assert len(keys) == 1


@st.composite
def attempts(draw: st.DrawFn, number: int) -> Attempt:
    totals = draw(st.dictionaries(st.sampled_from(["sample", "hidden", "long"]), st.integers(0, 9), max_size=3))
    groups = tuple(GroupResult(name, draw(st.integers(0, total)), total) for name, total in totals.items())
    problem, verdict = draw(st.sampled_from("abc")), draw(st.sampled_from([None, *Verdict]))
    return Attempt(number, problem, draw(st.floats(0, 4000)), verdict, groups)


@st.composite
def played(draw: st.DrawFn) -> Run:
    several = tuple(draw(attempts(number)) for number in range(1, draw(st.integers(0, 6)) + 1))
    return replace(run("ana", of=contest("ioi", minutes=60)), attempts=several)


@settings(deadline=None)
@given(played(), st.data())
def test_another_attempt_never_lowers_the_score(before: Run, data: st.DataObject) -> None:
    another = data.draw(attempts(len(before.attempts) + 1))
    after = replace(before, attempts=(*before.attempts, another))
    assert score(after).points >= score(before).points
    for now, then in zip(score(after).tasks, score(before).tasks, strict=True):
        assert now.possible >= now.points >= then.points
