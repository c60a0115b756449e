"""Attempts in a contest through `judge submit`: what counts, what is shown, what breaks."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.contest import log
from judge.records import Records
from tests.support.clocked import Clock
from tests.support.contest_commands import the_run
from tests.support.small_problems import RIGHT, WRONG, Judge, make_problem

UNLOADABLE = "def add(a, b:\n"


def test_a_submission_counts_for_the_contest_and_says_so(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    clock.pass_s(725)
    ran = hand_in(RIGHT)
    assert "Attempt 1, received at 12:05: counts for sunday" in ran.err
    assert "47:55 left" in ran.err
    assert "Accepted" in ran.out
    assert "100 of 200 points, 1 of 2 solved" in ran.out
    (attempt,) = the_run(folder).attempts
    assert (attempt.problem, attempt.at_s, attempt.verdict) == ("addition", 725.0, "AC")


def test_a_problem_outside_of_the_contest_does_not_count(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    started()
    make_problem(folder / "problems" / "other")
    (folder / "solutions").mkdir()
    (folder / "solutions" / "other.py").write_text(RIGHT)
    ran = judge("submit", "other")
    assert "counts for" not in ran.err
    assert "#1" in ran.out
    assert the_run(folder).attempts == ()


def test_failing_tests_show_a_verdict_only(
    judge: Judge, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    ran = hand_in(WRONG)
    assert ran.code == 1
    assert "Wrong answer (WA)" in ran.out
    assert "hidden 0 of 1" in ran.out
    assert "negative" not in ran.out + ran.err
    assert "-7" not in ran.out


@pytest.mark.parametrize("form", ["json", "junit", "github"])
def test_no_form_for_programs_tells_more(
    started: Callable[..., None], hand_in: Callable[..., Judge], form: str
) -> None:
    started()
    ran = hand_in(WRONG, "addition", "--format", form)
    assert ran.code == 1
    assert "negative" not in ran.out + ran.err
    assert "-7" not in ran.out


def test_by_the_icpc_rule_not_even_the_count_is_told(
    started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started("icpc")
    ran = hand_in(WRONG)
    assert "hidden" not in ran.out
    assert "of 3" not in ran.out
    assert json.loads(hand_in(WRONG, "addition", "--format", "json").out)["tests"] == []


def test_a_file_that_cannot_be_loaded_says_why_and_costs_nothing(
    started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started("icpc")
    ran = hand_in(UNLOADABLE)
    assert "SyntaxError" in ran.out
    assert "This costs nothing." in ran.out
    assert "1 of 2 solved, 0 penalty minutes" in hand_in(RIGHT).out


def test_attempts_are_in_the_history_after_the_end(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    hand_in(RIGHT)
    judge("contest", "finish")
    with Records(folder / "home" / "records.sqlite3") as records:
        assert [record.verdict for record in records.list("addition")] == ["AC", "WA"]


def test_random_inputs_have_a_seed_of_each_attempt(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge], judge: Judge
) -> None:
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text(
        "from sandbox.checks import equal\n\ndef test_seeded(solution, seed):\n    equal(solution.add(seed % 2, 0), 0)\n"
    )
    started()
    for _ in range(2):
        hand_in(RIGHT)
    seeds = {attempt.seed for attempt in the_run(folder).attempts}
    assert len(seeds) == 2
    judge("contest", "finish")
    ran = judge("contest", "rejudge", "1")
    assert "No verdict changes." in ran.out


def test_the_time_of_receipt_decides_however_late_the_verdict_comes(
    folder: Path,
    clock: Clock,
    started: Callable[..., None],
    hand_in: Callable[..., Judge],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from judge.cli.contest import attempts

    started()
    clock.pass_s(3599)
    real = attempts.settle_waiting

    def late(*arguments: object, **options: object) -> object:
        clock.pass_s(600)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(attempts, "settle_waiting", late)
    assert "100 of 200 points" in hand_in(RIGHT).out
    assert not the_run(folder).attempts[0].upsolving


def test_a_run_near_the_time_limit_is_made_twice_and_the_better_one_counts(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    """Where it is the machine that was slow, the second run is the one that counts."""
    once = folder / "slow-once"
    slow = f"import os, time\ndef add(a, b):\n    if a == -7 and not os.path.exists({str(once)!r}):\n        open({str(once)!r}, 'w').close()\n        end = time.process_time() + 30\n        while time.process_time() < end: pass\n    return a + b\n"
    started()
    ran = hand_in(slow)
    assert "Close to a time limit" in ran.err
    assert "Accepted" in ran.out
    held = log.load(folder / "home" / "contests" / "sunday-1.jsonl")
    assert held.judged[1].other_run == "TLE"


def test_a_judge_that_cannot_start_loses_no_attempt(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    tests = folder / "problems" / "addition" / "tests"
    tests.rename(folder / "away")
    clock.pass_s(60)
    assert hand_in(RIGHT).code == 3
    clock.pass_s(600)
    (folder / "away").rename(tests)
    waiting = judge("list")
    assert "Received but not judged yet: attempt 1" in waiting.err
    assert "100 of 200 points" in judge("contest", "status").out
    assert the_run(folder).attempts[0].at_s == 60


def test_an_attempt_that_cannot_be_judged_keeps_no_later_one_waiting(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    (folder / "problems" / "addition" / "tests").rename(folder / "away")
    hand_in(RIGHT)
    ran = hand_in(RIGHT, "add_hard")
    assert ran.code == 0
    assert "Attempt 1 stays pending" in ran.err
    assert [attempt.verdict for attempt in the_run(folder).attempts] == [None, "AC"]


def test_a_full_disk_at_receipt_counts_nothing_and_says_so(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    started()
    monkeypatch.setattr(os, "pwrite", full)
    ran = hand_in(RIGHT)
    assert ran.code == 70
    assert "No space left on device" in ran.err
    assert "Nothing was counted" in ran.err
    monkeypatch.undo()
    assert the_run(folder).attempts == ()


def test_what_comes_after_the_end_is_upsolving(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    clock.pass_s(3600)
    ran = hand_in(RIGHT)
    assert "Time is up: sunday is over." in ran.err
    assert "upsolving, not scored" in ran.err
    assert "Upsolving: not scored." in ran.out
    run = the_run(folder)
    assert run.ended_s == 3600
    assert run.attempts[0].upsolving
    assert "0 of 200 points" in judge("contest", "status").out
