"""Division into parts: the same on every machine, each candidate once, and about as long as each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.grading.results import Candidate
from judge.grading.shards import durations_of, plan_of, split
from tests.support.graded_solutions import candidate, graded

MANY = [candidate(f"author{a}", f"problem{p}") for a in range(12) for p in range(5)]

some_candidates = st.lists(
    st.builds(candidate, st.sampled_from(["", "a", "b", "c", "d"]), st.text("xyz", min_size=1, max_size=3)), unique=True
)
some_durations = st.dictionaries(
    st.tuples(st.sampled_from(["", "a", "b", "c"]), st.text("xyz", min_size=1, max_size=3)), st.floats(0, 1e6)
)


@given(some_candidates, st.integers(1, 9), some_durations, st.randoms(use_true_random=False))
def test_every_candidate_is_in_exactly_one_shard_whatever_the_order(
    candidates: list[Candidate], shards: int, known: dict[tuple[str, str], float], order: random.Random
) -> None:
    parts = split(candidates, shards, known)
    assert len(parts) == shards
    assert sorted(one for part in parts for one in part) == sorted(candidates)
    order.shuffle(candidates)
    assert split(candidates, shards, known) == parts


@pytest.mark.parametrize("shards", [2, 3, 4, 7])
def test_shards_are_balanced_by_past_durations(shards: int) -> None:
    drawn = random.Random(1)
    known = {(one.author, one.problem): drawn.choice([0.2, 0.5, 1, 2, 15]) for one in MANY}
    loads = [sum(known[one.author, one.problem] for one in part) for part in split(MANY, shards, known)]
    assert max(loads) <= 4 / 3 * max(sum(known.values()) / shards, 15)


def test_what_is_not_known_is_assumed_to_take_what_its_problem_takes() -> None:
    candidates = [candidate(f"author{number}", problem) for number in range(4) for problem in ("slow", "fast")]
    known = {("somebody", "slow"): 9.0, ("somebody", "fast"): 1.0}
    for part in split(candidates, 4, known):
        assert sorted(one.problem for one in part) == ["fast", "slow"]


def test_small_authors_stay_whole_and_a_large_one_is_split() -> None:
    small = split(MANY, 3, {})
    assert sum(len({one.author for one in part}) for part in small) == 12
    large = split([candidate("only", f"problem{number}") for number in range(6)], 3, {})
    assert [len(part) for part in large] == [2, 2, 2]


def test_more_shards_than_candidates_leave_some_empty() -> None:
    assert sorted(map(len, split(MANY[:2], 4, {}))) == [0, 0, 1, 1]


def test_different_divisions_have_different_plans() -> None:
    plans = {plan_of(split(MANY, 2, {})), plan_of(split(MANY, 3, {})), plan_of(split(MANY[1:], 2, {}))}
    assert len(plans) == 3


def test_durations_are_those_of_what_was_judged() -> None:
    assert durations_of([graded(candidate("a"), wall_s=3.0)]) == {("a", "addition"): 3.0}
