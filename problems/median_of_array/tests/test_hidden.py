"""Arrays by hand, random ones against the definition, properties, and long arrays that are hard on a fixed pivot."""

from __future__ import annotations

import itertools
import random
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import by_counting, by_sorting, hard_on_the_median_of_three, hard_on_the_middle
from strategies import LARGEST, arguments

from sandbox.checks import equal

LONGEST = 100_000
HARD = 24_000
"""Long enough that a quadratic solution runs out of time."""


def check(solution: Any, values: list[int], median: float) -> None:
    shown = repr(values) if len(values) <= 30 else f"a list of {len(values)}"
    equal(solution.median_of_array(values), median, f"median_of_array({shown})")


def check_all(solution: Any, arrays: list[list[int]]) -> None:
    medians = solution.batch(None, [("median_of_array", values) for values in arrays])
    for values, median in zip(arrays, medians, strict=True):
        equal(median, by_counting(values), f"median_of_array({values})")


@pytest.mark.parametrize(
    ("values", "median"),
    [
        ([3], 3.0),
        ([0], 0.0),
        ([1, 2], 1.5),
        ([2, 1], 1.5),
        ([5, 5], 5.0),
        ([1, 1, 2], 1.0),
        ([2, 1, 2], 2.0),
        ([1, 1, 2, 2], 1.5),
        ([1, 2, 2, 2], 2.0),
        ([9, -9, 0], 0.0),
        ([-7, -5, -6], -6.0),
        ([-1, 0], -0.5),
        ([10, 2, 38, 23, 38, 23, 21], 23.0),
        ([1, 100, 2, 1000], 51.0),
        ([6, 5, 4, 3, 2, 1], 3.5),
        ([1, 2, 3, 4, 5, 6, 7], 4.0),
    ],
    ids=itertools.count(1),
)
def test_a_short_array(solution: Any, values: list[int], median: float) -> None:
    check(solution, values, median)


def test_every_order_of_five_and_of_four_numbers(solution: Any) -> None:
    check_all(solution, [list(order) for n in (4, 5) for order in permutations(range(0, 2 * n, 2))])


def test_every_array_of_three_values_up_to_length_5(solution: Any) -> None:
    check_all(solution, [list(values) for n in range(1, 6) for values in product((-1, 0, 3), repeat=n)])


def test_a_whole_median_is_a_float_too(solution: Any) -> None:
    for values, median in (([4], 4.0), ([1, 3], 2.0), ([1, 2, 3], 2.0)):
        check(solution, values, median)


@pytest.mark.parametrize("n", [3, 4, 9, 10])
def test_large_numbers_are_exact(solution: Any, n: int) -> None:
    check(solution, [LARGEST - i for i in range(n)], LARGEST - (n - 1) / 2)
    check(solution, [i - LARGEST for i in range(n)], (n - 1) / 2 - LARGEST)


def test_numbers_of_both_ends_of_the_range(solution: Any) -> None:
    check(solution, [LARGEST, -LARGEST], 0.0)
    check(solution, [LARGEST, -LARGEST, LARGEST - 1], LARGEST - 1.0)
    check(solution, [LARGEST, 1 - LARGEST], 0.5)


def test_random_arrays_agree_with_counting(solution: Any) -> None:
    arrays = [
        random.choices(range(-spread, spread + 1), k=random.randint(1, 40)) for spread in (1, 5, 100) for _ in range(40)
    ]
    check_all(solution, arrays)


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_array_agrees_with_counting(solution: Any, drawn: tuple[list[int]]) -> None:
    check(solution, drawn[0], by_counting(drawn[0]))


def test_shuffling_changes_nothing(solution: Any) -> None:
    values = random.sample(range(1000), 60)
    median = by_counting(values)
    for _ in range(5):
        random.shuffle(values)
        check(solution, values, median)


def test_shifting_and_negating_the_array_does_the_same_to_the_median(solution: Any) -> None:
    for n in (20, 21):
        values = random.sample(range(1000), n)
        median = by_counting(values)
        check(solution, [v + 10**9 for v in values], median + 10**9)
        check(solution, [-v for v in values], -median)


def test_the_mean_is_far_from_the_median(solution: Any) -> None:
    check(solution, [1, 1, 1, 2, 10**12], 1.0)
    check(solution, [-(10**12), 3, 3, 4, 4, 4], 3.5)


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for values, median in (([1, 2, 3], 2.0), ([9], 9.0), ([1, 2, 3], 2.0), ([4, 8], 6.0)):
        check(solution, values, median)


@pytest.mark.parametrize("n", [LONGEST - 1, LONGEST])
def test_a_long_random_array(solution: Any, n: int) -> None:
    values = [random.randint(-LARGEST, LARGEST) for _ in range(n)]
    check(solution, values, by_sorting(values))


@pytest.mark.parametrize("n", [HARD - 1, HARD])
def test_a_long_array_in_ascending_order(solution: Any, n: int) -> None:
    check(solution, list(range(n)), (n - 1) / 2)


@pytest.mark.parametrize("n", [HARD - 1, HARD])
def test_a_long_array_in_descending_order(solution: Any, n: int) -> None:
    check(solution, list(range(n, 0, -1)), (n + 1) / 2)


def test_a_long_array_of_one_value(solution: Any) -> None:
    check(solution, [7] * LONGEST, 7.0)


def test_a_long_array_of_two_values(solution: Any) -> None:
    check(solution, [0, 1] * (LONGEST // 2), 0.5)
    check(solution, [1, 0] * (LONGEST // 4) + [1], 1.0)


def test_a_long_array_that_rises_and_falls(solution: Any) -> None:
    check(solution, [*range(HARD // 2), *range(HARD // 2, 0, -1)], HARD / 4)


def test_a_long_array_that_is_hard_on_a_pivot_from_the_middle(solution: Any) -> None:
    values = hard_on_the_middle(HARD)
    check(solution, values, by_sorting(values))
    check(solution, [-v for v in values], -by_sorting(values))


def test_a_long_array_that_is_hard_on_the_median_of_three(solution: Any) -> None:
    values = hard_on_the_median_of_three(HARD)
    check(solution, values, by_sorting(values))
