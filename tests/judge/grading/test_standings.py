"""Standings: points, penalties and who passes, as a pure function of the rules and the results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.grading.results import Candidate, Graded, Standing
from judge.grading.rules import Attempts, Counted, Deadline, Period, Rules
from judge.grading.standings import standings
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, Verdict

AT = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
PLAIN = Rules(("addition",), {"addition": 10.0, "clip": 20.0})


def graded(author: str, problem: str, verdict: Verdict = Verdict.ACCEPTED) -> Graded:
    candidate = Candidate(author, problem, Path("solutions", author, f"{problem}.py"))
    report = Report(problem, str(candidate.path), "", verdict, SandboxInfo(SandboxKind.PROCESS), "", 0.1, 3)
    return Graded(candidate, report)


def one(found: tuple[Standing, ...]) -> Standing:
    (standing,) = found
    return standing


def points(rule: Rules, *results: Graded, at: datetime = AT, tries: dict[tuple[str, str], int] | None = None) -> float:
    return one(standings(rule, results, at, tries or {})).points


def test_accepted_problems_bring_their_points_and_what_is_required_decides() -> None:
    found = standings(PLAIN, [graded("a", "addition"), graded("b", "clip")], AT, {})
    assert [(one.author, one.points, one.possible, one.passed) for one in found] == [
        ("a", 10, 30, True),
        ("b", 20, 30, False),
    ]


def test_a_problem_that_does_not_count_changes_nothing() -> None:
    results = [graded("a", "addition"), graded("a", "rope"), graded("a", "softmax", Verdict.JUDGE_ERROR)]
    assert one(standings(PLAIN, results, AT, {})).passed
    assert points(PLAIN, *results) == 10


def test_too_few_points_do_not_pass() -> None:
    rule = replace(PLAIN, minimum=10.5)
    assert not one(standings(rule, [graded("a", "addition")], AT, {})).passed
    assert one(standings(rule, [graded("a", "addition"), graded("a", "clip")], AT, {})).passed


def test_whoever_of_the_roster_hands_in_nothing_has_a_line_with_nothing() -> None:
    rule = replace(PLAIN, roster=("zoe", "bob"))
    found = standings(rule, [graded("carol", "addition")], AT, {})
    assert [(one.author, one.points, one.passed) for one in found] == [
        ("bob", 0, False),
        ("carol", 10, True),
        ("zoe", 0, False),
    ]
    assert {line.note for line in found[0].lines} == {"not submitted"}


def test_nothing_at_all_does_not_pass() -> None:
    found = one(standings(PLAIN, [], AT, {}))
    assert (found.author, found.points, found.possible, found.passed) == ("", 0, 30, False)


def test_a_judge_error_withholds_the_points_and_is_not_a_score_of_0() -> None:
    fault = Graded(Candidate("a", "clip", Path("clip.py")), fault="the tests cannot be run")
    found = one(standings(PLAIN, [graded("a", "addition"), fault], AT, {}))
    assert "clip" in found.withheld
    assert not found.passed
    assert [line.withheld for line in found.lines] == [False, True]


DEADLINE = Deadline(AT, timedelta(minutes=15), 10, Period.HOUR, 50)


@pytest.mark.parametrize(
    ("late", "left", "note"),
    [
        (timedelta(days=-400), 10, ""),
        (timedelta(0), 10, ""),
        (timedelta(minutes=15), 10, ""),
        (timedelta(minutes=15, microseconds=1), 9, "1 hour late (rounded up): 10% off"),
        (timedelta(hours=1), 9, "1 hour late (rounded up): 10% off"),
        (timedelta(hours=1, microseconds=1), 8, "2 hours late (rounded up): 20% off"),
        (timedelta(days=900), 5, "21600 hours late (rounded up): 50% off"),
    ],
)
def test_each_hour_that_has_begun_takes_its_share_up_to_the_cap(late: timedelta, left: float, note: str) -> None:
    found = one(standings(replace(PLAIN, deadline=DEADLINE), [graded("a", "addition")], AT + late, {}))
    assert (found.points, found.lines[0].note) == (left, note)
    assert found.passed


def test_the_same_moment_in_another_zone_is_the_same_moment() -> None:
    rule = replace(PLAIN, deadline=DEADLINE)
    elsewhere = datetime.fromisoformat("2026-12-02T04:14:00+05:00")
    assert points(rule, graded("a", "addition"), at=elsewhere) == 10


def test_a_solution_too_late_for_any_points_does_not_pass() -> None:
    rule = replace(PLAIN, deadline=Deadline(AT, timedelta(0), 100, Period.DAY, 100))
    found = one(standings(rule, [graded("a", "addition")], AT + timedelta(seconds=1), {}))
    assert (found.points, found.passed, found.lines[0].accepted) == (0, False, True)


def test_attempts_beyond_the_maximum_cost_and_those_that_nobody_counted_are_one() -> None:
    rule = replace(PLAIN, attempts=Attempts(Counted.FILE, 3, 5))
    for made, left in ((3, 10), (4, 9.5), (23, 0), (10**9, 0)):
        assert points(rule, graded("a", "addition"), tries={("a", "addition"): made}) == left
    assert points(rule, graded("a", "addition"), tries={("b", "addition"): 9}) == 10


def test_percentages_that_take_all_together_leave_nothing() -> None:
    rule = replace(
        PLAIN,
        deadline=Deadline(AT, timedelta(0), 70.1, Period.DAY, 100),
        attempts=Attempts(Counted.FILE, 1, 29.9),
    )
    late = AT + timedelta(hours=1)
    assert points(rule, graded("a", "addition"), at=late, tries={("a", "addition"): 2}) == 0


PERCENT = st.floats(0, 100) | st.integers(0, 100)
RULES = st.builds(
    lambda worth, required, deadline, tries, minimum: Rules(
        tuple(name for name in worth if name in required), worth, min(minimum, sum(worth.values())), deadline, tries
    ),
    st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, 1e6), min_size=1),
    st.sets(st.sampled_from("abcd")),
    st.none()
    | st.builds(
        Deadline,
        st.just(AT),
        st.integers(0, 10_080).map(lambda minutes: timedelta(minutes=minutes)),
        PERCENT,
        st.sampled_from(Period),
        PERCENT,
    ),
    st.none() | st.builds(Attempts, st.sampled_from(Counted), st.integers(1, 10_000), PERCENT),
    st.floats(0, 1e6),
)
RESULTS = st.lists(
    st.builds(graded, st.sampled_from(["x", "y"]), st.sampled_from("abcde"), st.sampled_from(Verdict)), max_size=8
)
MOMENTS = st.timedeltas(timedelta(days=-30), timedelta(days=300)).map(AT.__add__)
TRIES = st.dictionaries(st.tuples(st.sampled_from(["x", "y"]), st.sampled_from("abcd")), st.integers(0, 10**12))


@given(RULES, RESULTS, MOMENTS, TRIES)
def test_points_are_never_negative_and_never_more_than_possible(rule: Rules, results, at, tries) -> None:
    for standing in standings(rule, results, at, tries):
        assert all(0 <= line.points <= line.possible for line in standing.lines)
        assert [line.problem for line in standing.lines] == list(rule.points)


@given(RULES, RESULTS, MOMENTS, MOMENTS, TRIES)
def test_whoever_is_later_never_gains(rule: Rules, results, at, other, tries) -> None:
    sooner, later = (standings(rule, results, when, tries) for when in sorted([at, other]))
    for before, after in zip(sooner, later, strict=True):
        assert all(b.points >= a.points for b, a in zip(before.lines, after.lines, strict=True))
        assert before.passed or not after.passed


@given(RULES, RESULTS, MOMENTS, TRIES, st.sampled_from(["x", "y"]), st.sampled_from("abcd"))
def test_one_more_attempt_never_gains(rule: Rules, results, at, tries, author, problem) -> None:
    more = tries | {(author, problem): tries.get((author, problem), 1) + 1}
    fewer = standings(rule, results, at, tries)
    for before, after in zip(fewer, standings(rule, results, at, more), strict=True):
        assert before.points >= after.points
        assert before.passed or not after.passed


@given(RULES, RESULTS, MOMENTS, TRIES, st.randoms())
def test_the_order_of_results_does_not_matter(rule: Rules, results, at, tries, random) -> None:
    shuffled = list(results)
    random.shuffle(shuffled)
    assert standings(rule, shuffled, at, tries) == standings(rule, results, at, tries)


@given(RULES, RESULTS, MOMENTS, TRIES)
def test_what_others_hand_in_does_not_matter(rule: Rules, results, at, tries) -> None:
    alone = standings(rule, [one for one in results if one.candidate.author == "x"], at, tries)
    among = standings(rule, results, at, tries)
    assert [one for one in among if one.author == "x"] == [one for one in alone if one.author == "x"]


@given(RULES, RESULTS, MOMENTS, TRIES)
def test_whoever_passes_has_all_that_is_required_and_no_open_question(rule: Rules, results, at, tries) -> None:
    for standing in standings(rule, results, at, tries):
        if standing.passed:
            assert not standing.withheld
            assert standing.points >= rule.minimum
            assert all(line.points > 0 for line in standing.lines if line.required)
