"""The rule of the ICPC, against worked examples from published rules."""

from __future__ import annotations

import pytest

from judge.contest.rules import RULES
from judge.contest.scoring import score
from tests.support.contest_runs import contest, run

HOUR = 3600.0


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
    keys = [RULES["icpc"].rank_key(score(one)) for one in (early, same, late)]
    assert keys[0] == keys[1] < keys[2]


@pytest.mark.parametrize("verdict", ["WA", "TLE", "MLE", "OLE", "RTE", "IF"])
def test_icpc_a_wrong_attempt_costs_what_the_contest_says(verdict: str) -> None:
    got = score(run("team", f"A 1 {verdict}", "A 10 AC", of=contest(wrong_minutes=7)))
    assert got.penalty_s == 60 * (10 + 7)
