"""Points of an interview: partial credit and hints."""

from __future__ import annotations

import pytest

from judge.contest.model import HintTaken, Run
from judge.contest.scoring import score
from tests.support.contest_runs import contest, run


def points_of(a_run: Run) -> list[float]:
    return [task.points for task in score(a_run).tasks]


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
    assert points_of(run("ana", f"A 5 WA {groups}", of=contest("interview")))[0] == points


def test_interview_a_hint_costs_its_share_of_the_points_of_its_problem() -> None:
    of = contest("interview", hint_cost=0.15)
    hints = (HintTaken("a", 1, 60.0), HintTaken("a", 2, 120.0), HintTaken("b", 1, 130.0))
    got = run("ana", "A 5 AC", "C 9 AC", "B 12 WA sample 1/1 hidden 0/9", of=of, hints=hints)
    assert points_of(got) == [70, 5, 100]


def test_interview_a_hint_taken_later_takes_nothing_from_an_earlier_attempt() -> None:
    of = contest("interview", hint_cost=0.5)
    got = run("ana", "A 5 WA hidden 6/10", "A 20 AC", of=of, hints=(HintTaken("a", 1, 600.0),))
    assert (points_of(got)[0], score(got).tasks[0].counted_s) == (60, 300)


def test_interview_points_are_never_negative() -> None:
    hints = tuple(HintTaken("a", number, 1.0) for number in range(1, 5))
    assert points_of(run("ana", "A 5 AC", of=contest("interview", hint_cost=0.4), hints=hints))[0] == 0
