"""Days, streaks, verdicts, tags and levels."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from judge.practice.counts import count
from judge.practice.tries import LONG_AGO, Try
from judge.verdict import Verdict
from tests.support.practising import NOON, attempt, problem

TODAY = NOON.date()


def test_an_empty_history_counts_nothing() -> None:
    counts = count([], [problem("a")], TODAY, UTC)
    assert (counts.submissions, counts.accepted, counts.streak, counts.longest, dict(counts.days)) == (0, 0, 0, 0, {})
    assert (counts.total.problems, counts.total.solved) == (1, 0)


def test_a_day_is_that_of_the_users_own_zone() -> None:
    late = Try("a", NOON.replace(hour=17), Verdict.ACCEPTED, "1")
    days = {zone: list(count([late], [], TODAY, ZoneInfo(zone)).days) for zone in ("Asia/Shanghai", "America/New_York")}
    assert days == {"Asia/Shanghai": [date(2026, 3, 3)], "America/New_York": [date(2026, 3, 2)]}


def test_the_day_on_which_the_clocks_change_is_one_day() -> None:
    zone = ZoneInfo("America/New_York")  # 2026-03-08 has 23 hours
    tries = [attempt("a", day=day) for day in (5, 6, 7)]
    assert count(tries, [], date(2026, 3, 9), zone).streak == 3


def test_a_streak_lasts_while_today_is_not_over() -> None:
    tries = [attempt("a", day=-2), attempt("a", day=-1)]
    assert count(tries, [], TODAY, UTC).streak == 2
    assert count(tries, [], TODAY + timedelta(days=1), UTC).streak == 0


def test_the_longest_streak_is_remembered() -> None:
    tries = [attempt("a", day=-day) for day in (20, 19, 18, 5, 0)]
    counts = count(tries, [], TODAY, UTC)
    assert (counts.streak, counts.longest) == (1, 3)


def test_a_time_that_was_lost_makes_no_streak_and_still_counts() -> None:
    counts = count([Try("a", LONG_AGO, Verdict.ACCEPTED, "1")], [problem("a")], TODAY, UTC)
    assert (counts.submissions, counts.streak, counts.total.solved) == (1, 0, 1)


def test_what_comes_after_the_first_accepted_one_is_not_held_against_it() -> None:
    tries = [attempt("a"), attempt("a", "WA", day=1)]
    assert count(tries, [problem("a")], TODAY, UTC).total.at_once == 1


def test_a_source_that_cannot_be_loaded_is_not_a_wrong_try() -> None:
    tries = [attempt("a", "CE"), attempt("a", day=0.01)]
    assert count(tries, [problem("a")], TODAY, UTC).total.at_once == 1


def test_the_weakest_tag_comes_first_and_what_was_never_tried_last() -> None:
    problems = [problem("a", "good"), problem("b", "bad"), problem("c", "unknown")]
    tries = [attempt("a"), attempt("b", "WA"), attempt("b", "WA", day=0.1)]
    assert [tag.name for tag in count(tries, problems, TODAY, UTC).tags] == ["bad", "good", "unknown"]


def test_one_unlucky_problem_does_not_outweigh_five() -> None:
    problems = [problem("a", "one"), *(problem(f"b{n}", "five") for n in range(5)), problem("c", "well")]
    tries = [attempt("c"), attempt("a", "WA"), *(attempt(f"b{n}", "WA") for n in range(5))]
    assert [tag.name for tag in count(tries, problems, TODAY, UTC).tags] == ["five", "one", "well"]


def test_a_problem_that_is_here_no_more_counts_for_its_day_and_verdict_alone() -> None:
    counts = count([attempt("gone")], [problem("a")], TODAY, UTC)
    assert (counts.submissions, counts.total.tried) == (1, 0)


def test_levels_are_counted_apart() -> None:
    problems = [problem("a", level="easy"), problem("b", level="hard")]
    levels = count([attempt("b")], problems, TODAY, UTC).levels
    assert [(level.name, level.solved, level.problems) for level in levels] == [
        ("easy", 0, 1),
        ("medium", 0, 0),
        ("hard", 1, 1),
    ]
