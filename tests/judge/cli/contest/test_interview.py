"""`judge interview`."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.contest import log
from tests.support.clocked import Clock
from tests.support.small_problems import Judge, make_problem


def test_the_same_seed_draws_the_same_interview(judge: Judge, folder: Path, clock: Clock) -> None:
    for number in range(6):
        make_problem(folder / "problems" / f"more_{number}", tag=f"tag{number % 2}")
    draws = []
    for seed in ("1", "1", "2", "3", "4"):
        assert judge("interview", "--tags", "tag0,tag1", "--minutes", "60", "--seed", seed).code == 0
        assert judge("contest", "abort").code == 0
    for path in sorted((folder / "home" / "contests").glob("*.jsonl"), key=lambda path: int(path.stem.split("-")[-1])):
        draws += [[task.problem for task in log.read(path).contest.tasks]]
    assert draws[0] == draws[1]
    assert len({tuple(draw) for draw in draws}) > 1
    assert all(len(set(draw)) == 3 for draw in draws)


def test_a_seed_that_was_chosen_is_said_so_that_it_can_be_drawn_again(judge: Judge, clock: Clock) -> None:
    assert "judge interview --tags small --minutes 45 --seed " in judge("interview", "--tags", "small").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "neither a preset nor --tags given"),
        (["bytedance-aml-1", "--tags", "small"], "both a preset and --tags given"),
        (["--tags", "smal"], "no problem has the tag 'smal'\nDid you mean small?"),
        (["bytedance-aml-7"], "unknown contest 'bytedance-aml-7'"),
    ],
)
def test_an_interview_that_cannot_be_is_refused(judge: Judge, clock: Clock, words: list[str], said: str) -> None:
    ran = judge("interview", *words)
    assert ran.code == 2
    assert said in ran.err
