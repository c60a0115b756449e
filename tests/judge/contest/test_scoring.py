"""What holds for every run, whatever the rule."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.contest.model import GroupResult, HintTaken, Run, Score
from judge.contest.rules import RULES
from judge.contest.scoring import score
from judge.verdict import Verdict
from tests.support.contest_runs import attempt, contest, run


def points_of(a_run: Run) -> list[float]:
    return [task.points for task in score(a_run).tasks]


# what costs nothing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["CE", "JE", "SK"])
@pytest.mark.parametrize("rule", RULES)
def test_verdicts_that_are_not_the_solutions_fault_cost_nothing(rule: str, verdict: str) -> None:
    of = contest(rule)
    without, with_it = run("ana", "A 10 AC", of=of), run("ana", f"A 1 {verdict}", "A 10 AC", of=of)
    assert score(with_it) == score(without)


def test_a_judge_error_brings_no_points_even_if_tests_passed() -> None:
    assert points_of(run("ana", "A 1 JE sample 2/2 hidden 9/10", of=contest("ioi"))) == [0, 0, 0]


# time -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_an_attempt_just_before_the_end_counts_and_one_at_the_end_does_not(rule: str) -> None:
    of = contest(rule, minutes=60)
    assert score(run("ana", "A 59.999 AC", of=of)).solved == 1
    assert score(run("ana", "A 60 AC", of=of)).solved == 0


def test_attempts_in_extra_time_count() -> None:
    of = contest(minutes=60)
    assert score(run("ana", "A 64 AC", of=of, extra_minutes=5)).solved == 1


def test_attempts_after_an_early_finish_do_not_count() -> None:
    got = run("ana", "A 20 AC", "B 30 AC", ended_s=20 * 60.0)
    assert [task.solved for task in score(got).tasks] == [True, False, False]


def test_upsolving_does_not_count_whatever_its_time() -> None:
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
def random_runs(draw: st.DrawFn, rule: str) -> Run:
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
    return st.sampled_from(list(RULES)).flatmap(random_runs)


def key(one: Run) -> tuple[float, ...]:
    return RULES[one.contest.rule].rank_key(score(one))


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
def test_another_attempt_that_passes_nothing_never_helps(one: Run, label: str, minute: float, verdict: Verdict) -> None:
    assert key(with_one_more(one, label, minute, verdict)) >= key(one)


@settings(deadline=None)
@given(
    any_run(),
    st.sampled_from("ABC"),
    st.floats(0, 70),
    st.sampled_from([Verdict.COMPILE_ERROR, Verdict.JUDGE_ERROR, None]),
)
def test_a_pending_or_faultless_attempt_does_not_change_the_rank(
    one: Run, label: str, minute: float, verdict: Verdict | None
) -> None:
    assert key(with_one_more(one, label, minute, verdict)) == key(one)


@settings(deadline=None)
@given(any_run(), st.sampled_from("ABC"), st.floats(60, 1000), st.sampled_from([*Verdict, None]))
def test_attempts_after_the_end_change_nothing(one: Run, label: str, minute: float, verdict: Verdict | None) -> None:
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
def test_a_rejudge_to_the_same_verdicts_gives_the_same_score(one: Run) -> None:
    again = tuple(replace(made, sha256="0" * 64, seed=made.seed + 1) for made in one.attempts)
    assert score(replace(one, attempts=again)) == score(one)


@settings(deadline=None)
@given(any_run())
def test_totals_are_the_sums_of_the_problems(one: Run) -> None:
    got: Score = score(one)
    assert got.solved == sum(task.solved for task in got.tasks)
    assert got.points == pytest.approx(sum(task.points for task in got.tasks))
    assert all(0 <= task.points <= task.possible for task in got.tasks)
    assert all((task.counted_s is None) == (task.points == 0) for task in got.tasks)


@settings(deadline=None)
@given(random_runs("icpc"), st.permutations([1, 2, 3]))
def test_attempts_received_at_the_same_time_count_in_order_of_number(one: Run, numbers: list[int]) -> None:
    verdicts = [Verdict.WRONG_ANSWER, Verdict.ACCEPTED, Verdict.WRONG_ANSWER]
    same = tuple(replace(attempt(number, "A 10 ?"), verdict=verdicts[number - 1]) for number in numbers)
    got = score(replace(one, attempts=same)).tasks[0]
    assert (got.solved, got.wrong) == (True, 1)
