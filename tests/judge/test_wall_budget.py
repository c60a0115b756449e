"""What adds up over the tests of one submission has a limit, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from judge import wall_budget
from judge.judging import judge
from judge.problem import Limits, Problem
from judge.sandboxes.process import ProcessSandbox
from judge.submission import Submission
from judge.verdict import TestResult, Verdict
from judge.wall_budget import LEAST_CAP_S, LOSSES_S, WallBudget

LIMITS = Limits(1.0, 64)
TESTS = """\
import pytest


@pytest.mark.parametrize("n", range(12))
def test_it(solution, n):
    assert solution.f(n) == n
"""


def ended(verdict: Verdict) -> TestResult:
    return TestResult("test_it", "hidden", verdict, time_limit_s=1.0)


@pytest.mark.parametrize(("tests", "cap_s"), [(49, 3 * (2 + 49)), (1, LEAST_CAP_S)])
def test_the_cap_is_three_times_the_sum_of_all_limits_but_a_minute_at_least(tests: int, cap_s: float) -> None:
    assert WallBudget(Limits(2.0, 64), [LIMITS] * tests).cap_s == cap_s


def test_of_failing_tests_only_what_they_take_beyond_their_limits_is_lost() -> None:
    budget = WallBudget(LIMITS, [LIMITS] * 99)
    for _ in range(99):
        budget.count(ended(Verdict.WRONG_ANSWER), 0.9)
    assert budget.exceeded == ""
    budget.count(ended(Verdict.RUN_TIME_ERROR), LOSSES_S + 1.1)
    assert budget.exceeded == "earlier tests failed and took longer than they may, after 20 s in total"


def test_of_a_time_out_all_is_lost() -> None:
    budget = WallBudget(LIMITS, [LIMITS] * 99)
    budget.count(ended(Verdict.TIME_LIMIT), LOSSES_S + 0.1)
    assert budget.exceeded == "earlier tests timed out, after 20 s in total"


def test_a_passing_test_on_a_busy_machine_loses_nothing_unless_it_follows_a_crash() -> None:
    budget = WallBudget(LIMITS, [LIMITS] * 99)
    for _ in range(9):
        budget.count(ended(Verdict.ACCEPTED), 4.0)
    assert budget.exceeded == ""
    for _ in range(7):
        budget.count(ended(Verdict.RUN_TIME_ERROR), 0.1)
        budget.count(ended(Verdict.ACCEPTED), 4.0)
    assert budget.exceeded != ""


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(wall_budget, "LEAST_CAP_S", 1.5)
    monkeypatch.setattr(wall_budget, "CAP_FACTOR", 0)
    return monkeypatch


def test_crashes_and_slow_reloads_end_the_run(
    make_problem: Callable[..., Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_budget, "LOSSES_S", 0.5)
    problem = make_problem(TESTS, time_s=0.1)
    source = b"import os, time\ntime.sleep(0.4)\ndef f(n): os._exit(3)\n"
    report = judge(problem, Submission("x.py", source), ProcessSandbox())
    verdicts = [test.verdict for test in report.tests]
    assert (report.verdict, len(verdicts), verdicts[0]) == (Verdict.RUN_TIME_ERROR, 12, Verdict.RUN_TIME_ERROR)
    assert verdicts[-6:] == [Verdict.SKIPPED] * 6
    assert "failed and took longer than they may" in report.tests[-1].message


def test_a_solution_that_waits_in_every_test_is_not_accepted_by_what_it_did_in_time(
    make_problem: Callable[..., Problem], small_budget: pytest.MonkeyPatch
) -> None:
    problem = make_problem(TESTS, time_s=0.1)
    source = b"import time\ndef f(n):\n    time.sleep(0.4)\n    return n\n"
    report = judge(problem, Submission("x.py", source), ProcessSandbox())
    verdicts = [test.verdict for test in report.tests]
    assert (report.verdict, verdicts[0], verdicts[-1]) == (Verdict.TIME_LIMIT, Verdict.ACCEPTED, Verdict.TIME_LIMIT)
    assert report.tests[-1].message == "not run: the submission took more than 2 s in all"


def test_a_test_is_ended_where_the_time_of_the_whole_is_over(
    make_problem: Callable[..., Problem], small_budget: pytest.MonkeyPatch
) -> None:
    problem = make_problem(TESTS, time_s=9.0)
    source = b"import time\ndef f(n):\n    time.sleep(16)\n"
    report = judge(problem, Submission("x.py", source), ProcessSandbox())
    assert {test.verdict for test in report.tests} == {Verdict.TIME_LIMIT}
    assert report.tests[0].message == "the submission took more than 2 s in all"
