"""The rule of LeetCode, against the published one."""

from __future__ import annotations

from dataclasses import replace

from judge.contest.rules import RULES
from judge.contest.scoring import score
from tests.support.contest_runs import contest, run


def test_leetcode_finish_time_is_the_last_accepted_and_five_minutes_for_each_wrong_one() -> None:
    """https://leetcode.com/contest: ranks by score, then by finish time.

    "The penalty time of 5 minutes will be applied for each wrong submission"; only problems that were solved count.
    """
    of = contest("leetcode", 4, minutes=90)
    points = zip(of.tasks, (3, 4, 5, 6), strict=True)
    of = replace(of, tasks=tuple(replace(task, points=points) for task, points in points))
    got = score(run("ana", "A 3 AC", "C 20 WA", "C 25 AC", "B 12 AC", "D 50 WA", "D 60 TLE", of=of))
    assert (got.points, got.penalty_s, got.last_s) == (12, 60 * (25 + 5), 60 * 25)


def test_leetcode_points_come_before_time() -> None:
    of = contest("leetcode")
    fast, more = run("fast", "A 1 AC", of=of), run("more", "A 80 AC", "B 200 AC", of=of)
    assert RULES["leetcode"].rank_key(score(more)) < RULES["leetcode"].rank_key(score(fast))


def test_leetcode_without_a_solved_problem_has_no_finish_time() -> None:
    got = score(run("ana", "A 3 WA", of=contest("leetcode")))
    assert (got.points, got.penalty_s) == (0, 0)
