"""The rules, against worked examples from the published ones, and against what must hold for every run."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from contest_runs import attempt, contest, run
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.contest.model import GroupResult, HintTaken, Rule, Run, Score
from judge.contest.scoring import rank_key, score
from judge.verdict import Verdict

HOUR = 3600.0


def points_of(a_run: Run) -> list[float]:
    return [task.points for task in score(a_run).tasks]


# ICPC -----------------------------------------------------------------------------------------------------------------


def test_icpc_as_the_south_pacific_rules_work_it_out() -> None:
    """https://sppcontests.org/technical-specifications, "Time Penalty": 67 for A, 72 for B, nothing for C."""
    got = score(run("team", "A 8 TLE", "A 23 WA", "A 27 AC", "B 42 CE", "B 43 RTE", "B 52 AC", "C 58 TLE", "A 59 WA"))
    assert (got.solved, got.penalty_s) == (2, 60.0 * (67 + 72))
    assert [task.wrong for task in got.tasks] == [2, 1, 1]


def test_icpc_as_the_rules_of_kattis_work_it_out() -> None:
    """https://open.kattis.com/contests/jthpyz/rules, "Total time computation": 2 hours and 15 minutes."""
    wrong_b = [f"B {minute} WA" for minute in (31, 32, 33)]
    got = score(run("team", "A 10 WA", "A 20 WA", "A 30 AC", *wrong_b, "C 40 RTE", "C 45 AC"))
    assert (got.solved, got.penalty_s) == (2, 2.25 * HOUR)


def test_icpc_minutes_are_rounded_down_before_they_are_added() -> None:
    """ICPC CCS System Requirements, "Scoring Data Generation" 1: 59.99 seconds is 0 minutes."""
    almost = 59.99 / 60
    got = score(run("team", f"A {almost} AC", f"B {9 + almost} AC"))
    assert (got.penalty_s, got.last_s) == (9 * 60.0, 9 * 60.0)


def test_icpc_ties_break_on_the_minute_of_the_last_accepted_attempt() -> None:
    """ICPC CCS System Requirements, "Scoring Data Generation" 5 and 6."""
    early, late = run("early", "A 40 AC", "B 60 AC"), run("late", "A 30 AC", "B 70 AC")
    same = run("same", "A 40.9 AC", "B 60.9 AC")
    keys = [rank_key(Rule.ICPC, score(one)) for one in (early, same, late)]
    assert keys[0] == keys[1] < keys[2]


@pytest.mark.parametrize("verdict", ["WA", "TLE", "MLE", "OLE", "RTE", "IF"])
def test_icpc_a_wrong_attempt_costs_what_the_contest_says(verdict: str) -> None:
    got = score(run("team", f"A 1 {verdict}", "A 10 AC", of=contest(wrong_minutes=7)))
    assert got.penalty_s == 60 * (10 + 7)


@pytest.mark.parametrize("verdict", ["CE", "JE", "SK"])
@pytest.mark.parametrize("rule", Rule)
def test_what_is_no_fault_of_the_solution_costs_nothing(rule: Rule, verdict: str) -> None:
    of = contest(rule)
    without, with_it = run("ana", "A 10 AC", of=of), run("ana", f"A 1 {verdict}", "A 10 AC", of=of)
    assert score(with_it) == score(without)


def test_a_judge_error_brings_nothing_even_where_tests_passed() -> None:
    assert points_of(run("ana", "A 1 JE sample 2/2 hidden 9/10", of=contest(Rule.IOI))) == [0, 0, 0]


# LeetCode -------------------------------------------------------------------------------------------------------------


def test_leetcode_finish_time_is_the_last_accepted_and_five_minutes_for_each_wrong_one() -> None:
    """https://leetcode.com/contest: ranks by score, then by finish time.

    "The penalty time of 5 minutes will be applied for each wrong submission"; only problems that were solved count.
    """
    of = contest(Rule.LEETCODE, 4, minutes=90)
    points = zip(of.tasks, (3, 4, 5, 6), strict=True)
    of = replace(of, tasks=tuple(replace(task, points=points) for task, points in points))
    got = score(run("ana", "A 3 AC", "C 20 WA", "C 25 AC", "B 12 AC", "D 50 WA", "D 60 TLE", of=of))
    assert (got.points, got.penalty_s, got.last_s) == (12, 60 * (25 + 5), 60 * 25)


def test_leetcode_points_come_before_time() -> None:
    of = contest(Rule.LEETCODE)
    fast, more = run("fast", "A 1 AC", of=of), run("more", "A 80 AC", "B 200 AC", of=of)
    assert rank_key(Rule.LEETCODE, score(more)) < rank_key(Rule.LEETCODE, score(fast))


def test_leetcode_without_a_solved_problem_has_no_finish_time() -> None:
    got = score(run("ana", "A 3 WA", of=contest(Rule.LEETCODE)))
    assert (got.points, got.penalty_s) == (0, 0)


# IOI ------------------------------------------------------------------------------------------------------------------


def test_ioi_sums_the_tests_as_cms_does() -> None:
    """CMS documentation, "Score types", Sum: 20 testcases of 5 points; the 2 public ones alone bring 10."""
    of = contest(Rule.IOI)
    assert points_of(run("ana", "A 5 WA sample 2/2 hidden 0/18", of=of))[0] == 10
    assert points_of(run("ana", "A 5 AC sample 2/2 hidden 18/18", of=of))[0] == 100


def test_ioi_the_best_attempt_counts_and_not_the_last() -> None:
    lines = ["A 5 WA hidden 2/10", "A 6 WA hidden 7/10", "A 7 WA hidden 3/10"]
    got = score(run("ana", *lines, of=contest(Rule.IOI)))
    assert (got.tasks[0].points, got.tasks[0].counted_s) == (70, 6 * 60)


def test_ioi_time_does_not_separate_equal_points() -> None:
    of = contest(Rule.IOI)
    keys = {rank_key(Rule.IOI, score(run("ana", f"A {minute} WA hidden 5/10", of=of))) for minute in (3, 200)}
    assert len(keys) == 1


# interview ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "points"),
    [
        ("sample 4/4 hidden 0/30", 20),
        ("sample 40/40 hidden 0/30", 20),
        ("sample 2/4 hidden 15/30", 50),
        ("sample 4/4 hidden 27/30", 92),
        ("sample 4/4 hidden 10/20 long 0/20", 40),
        ("hidden 3/4", 75),
        ("sample 3/4", 75),
        ("", 0),
    ],
)
def test_interview_gives_partial_credit_by_groups(groups: str, points: float) -> None:
    assert points_of(run("ana", f"A 5 WA {groups}", of=contest(Rule.INTERVIEW)))[0] == points


def test_interview_a_hint_costs_its_share_of_the_points_of_its_problem() -> None:
    of = contest(Rule.INTERVIEW, hint_cost=0.15)
    hints = (HintTaken("a", 1, 60.0), HintTaken("a", 2, 120.0), HintTaken("b", 1, 130.0))
    got = run("ana", "A 5 AC", "C 9 AC", "B 12 WA sample 1/1 hidden 0/9", of=of, hints=hints)
    assert points_of(got) == [70, 5, 100]


def test_interview_a_hint_taken_later_takes_nothing_from_an_earlier_attempt() -> None:
    of = contest(Rule.INTERVIEW, hint_cost=0.5)
    got = run("ana", "A 5 WA hidden 6/10", "A 20 AC", of=of, hints=(HintTaken("a", 1, 600.0),))
    assert (points_of(got)[0], score(got).tasks[0].counted_s) == (60, 300)


def test_interview_points_never_fall_below_nothing() -> None:
    hints = tuple(HintTaken("a", number, 1.0) for number in range(1, 5))
    assert points_of(run("ana", "A 5 AC", of=contest(Rule.INTERVIEW, hint_cost=0.4), hints=hints))[0] == 0


# time -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", Rule)
def test_the_last_moment_counts_and_the_end_does_not(rule: Rule) -> None:
    of = contest(rule, minutes=60)
    assert score(run("ana", "A 59.999 AC", of=of)).solved == 1
    assert score(run("ana", "A 60 AC", of=of)).solved == 0


def test_extra_time_is_time() -> None:
    of = contest(minutes=60)
    assert score(run("ana", "A 64 AC", of=of, extra_minutes=5)).solved == 1


def test_what_comes_after_an_early_finish_does_not_count() -> None:
    got = run("ana", "A 20 AC", "B 30 AC", ended_s=20 * 60.0)
    assert [task.solved for task in score(got).tasks] == [True, False, False]


def test_upsolving_does_not_count_whenever_it_came() -> None:
    one = run("ana", "A 20 AC")
    assert score(replace(one, attempts=(replace(one.attempts[0], upsolving=True),))).solved == 0


def test_an_aborted_run_is_not_scored() -> None:
    got = score(run("ana", "A 20 AC", "B 21 ?", aborted=True, ended_s=1800.0))
    assert (got.solved, got.points, got.penalty_s, got.tasks[1].pending) == (0, 0, 0, 0)


def test_a_pending_attempt_counts_as_pending_until_its_verdict_is_known() -> None:
    waiting, known = run("ana", "A 20 ?", "A 25 AC"), run("ana", "A 20 WA", "A 25 AC")
    first = score(waiting).tasks[0]
    assert (first.pending, first.wrong, first.solved_s) == (1, 0, 25 * 60)
    assert (score(known).tasks[0].pending, score(known).tasks[0].wrong) == (0, 1)


def test_an_attempt_after_the_accepted_one_is_neither_wrong_nor_pending() -> None:
    got = score(run("ana", "A 20 AC", "A 25 ?", "A 26 WA")).tasks[0]
    assert (got.pending, got.wrong) == (0, 0)


# what holds for every run ---------------------------------------------------------------------------------------------

VERDICTS = st.sampled_from([None, *Verdict])


@st.composite
def random_runs(draw: st.DrawFn, rule: Rule) -> Run:
    of = contest(rule, minutes=60, hint_cost=0.1)
    attempts = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        made = attempt(number, f"{draw(st.sampled_from('ABC'))} {draw(st.integers(0, 700)) / 10} ?")
        total = draw(st.integers(1, 9))
        groups = (GroupResult("hidden", draw(st.integers(0, total)), total),)
        attempts.append(replace(made, verdict=draw(VERDICTS), groups=groups))
    hints = tuple(HintTaken(draw(st.sampled_from("abc")), 1, draw(st.floats(0, 4000))) for _ in range(2))
    return replace(run("ana", of=of), attempts=tuple(attempts), hints=hints)


def any_run() -> st.SearchStrategy[Run]:
    return st.sampled_from(list(Rule)).flatmap(random_runs)


def key(one: Run) -> tuple[float, ...]:
    return rank_key(one.contest.rule, score(one))


def with_one_more(one: Run, label: str, minute: float, verdict: Verdict | None, passed: int = 0) -> Run:
    made = attempt(len(one.attempts) + 1, f"{label} {minute} ? hidden {passed}/9")
    return replace(one, attempts=(*one.attempts, replace(made, verdict=verdict)))


@settings(deadline=None)
@given(any_run(), st.randoms(use_true_random=False))
def test_the_order_in_which_attempts_are_stored_does_not_matter(one: Run, dice: random.Random) -> None:
    shuffled = list(one.attempts)
    dice.shuffle(shuffled)
    assert score(replace(one, attempts=tuple(shuffled))) == score(one)


@settings(deadline=None)
@given(any_run(), st.sampled_from("ABC"), st.floats(0, 70), st.sampled_from(list(set(Verdict) - {Verdict.ACCEPTED})))
def test_a_further_try_that_passes_nothing_never_helps(one: Run, label: str, minute: float, verdict: Verdict) -> None:
    assert key(with_one_more(one, label, minute, verdict)) >= key(one)


@settings(deadline=None)
@given(
    any_run(),
    st.sampled_from("ABC"),
    st.floats(0, 70),
    st.sampled_from([Verdict.COMPILE_ERROR, Verdict.JUDGE_ERROR, None]),
)
def test_a_try_that_is_pending_or_no_fault_changes_no_rank(
    one: Run, label: str, minute: float, verdict: Verdict | None
) -> None:
    assert key(with_one_more(one, label, minute, verdict)) == key(one)


@settings(deadline=None)
@given(any_run(), st.sampled_from("ABC"), st.floats(60, 1000), st.sampled_from([*Verdict, None]))
def test_what_comes_after_the_end_changes_nothing(one: Run, label: str, minute: float, verdict: Verdict | None) -> None:
    assert score(with_one_more(one, label, minute, verdict, 9)) == score(one)


@settings(deadline=None)
@given(any_run(), st.data())
def test_an_attempt_that_a_rejudging_accepts_never_hurts(one: Run, data: st.DataObject) -> None:
    if not one.attempts:
        return
    at = data.draw(st.integers(0, len(one.attempts) - 1))
    better = (*one.attempts[:at], replace(one.attempts[at], verdict=Verdict.ACCEPTED), *one.attempts[at + 1 :])
    assert key(replace(one, attempts=better)) <= key(one)


@settings(deadline=None)
@given(any_run())
def test_attempts_that_are_rejudged_to_the_same_verdicts_give_the_same_score(one: Run) -> None:
    again = tuple(replace(made, sha256="0" * 64, seed=made.seed + 1) for made in one.attempts)
    assert score(replace(one, attempts=again)) == score(one)


@settings(deadline=None)
@given(any_run())
def test_totals_are_those_of_the_problems(one: Run) -> None:
    got: Score = score(one)
    assert got.solved == sum(task.solved for task in got.tasks)
    assert got.points == pytest.approx(sum(task.points for task in got.tasks))
    assert all(0 <= task.points <= task.possible for task in got.tasks)
    assert all((task.counted_s is None) == (task.points == 0) for task in got.tasks)


@settings(deadline=None)
@given(random_runs(Rule.ICPC), st.permutations([1, 2, 3]))
def test_of_two_attempts_received_at_once_the_first_by_number_counts_first(one: Run, numbers: list[int]) -> None:
    verdicts = [Verdict.WRONG_ANSWER, Verdict.ACCEPTED, Verdict.WRONG_ANSWER]
    same = tuple(replace(attempt(number, "A 10 ?"), verdict=verdicts[number - 1]) for number in numbers)
    got = score(replace(one, attempts=same)).tasks[0]
    assert (got.solved, got.wrong) == (True, 1)
