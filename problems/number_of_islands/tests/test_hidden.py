"""Small shapes by hand, random maps against union-find, properties, and the largest maps."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from reference import count_islands
from strategies import grids

from sandbox.checks import equal, fail

LARGEST = 1000
LARGE = 300
"""Rows and columns where a map need not be the largest to tell a slow solution."""


def rows(text: str) -> list[list[str]]:
    return [list(line) for line in text.split()]


def check(solution: Any, grid: list[list[str]], islands: int) -> None:
    equal(solution.num_islands(grid), islands, f"num_islands({grid if len(grid) < 20 else '...'})")


@pytest.mark.parametrize(
    ("text", "islands"),
    [
        ("1", 1),
        ("0", 0),
        ("101", 2),
        ("1 0 1", 2),
        ("10 01", 2),
        ("01 10", 2),
        ("11 11", 1),
        ("101 010 101", 5),
        ("1111", 1),
        ("1 1 1 1", 1),
        ("111 001 111 100 111", 1),
        ("11111 10001 10101 10001 11111", 2),
        ("110 011", 1),
        ("011 110", 1),
        ("1001 0000 1001", 4),
        ("111 010 010", 1),
        ("010 111 010", 1),
    ],
    ids=itertools.count(1),
)
def test_a_small_map(solution: Any, text: str, islands: int) -> None:
    check(solution, rows(text), islands)


def test_rows_may_be_empty(solution: Any) -> None:
    check(solution, [[], [], []], 0)


def test_the_right_edge_does_not_touch_the_left_edge_of_any_row(solution: Any) -> None:
    check(solution, rows("1001 1001 1001"), 2)
    check(solution, rows("001 100 001 100"), 4)


def test_the_bottom_does_not_touch_the_top(solution: Any) -> None:
    check(solution, rows("111 000 000 111"), 2)


def test_only_the_last_row_and_column_have_land(solution: Any) -> None:
    check(solution, rows("0001 0001 1111"), 1)
    check(solution, rows("0001 0000 1101"), 3)


def test_a_wide_and_a_tall_map(solution: Any) -> None:
    check(solution, [list("10" * 300)], 300)
    check(solution, [[cell] for cell in "10" * 300], 300)


def test_random_maps_agree_with_union_find(solution: Any) -> None:
    maps = []
    for _ in range(40):
        land = random.choice((0.2, 0.4, 0.55, 0.6, 0.8))
        size = random.randint(1, 15), random.randint(1, 15)
        maps.append([["1" if random.random() < land else "0" for _ in range(size[1])] for _ in range(size[0])])
    answers = solution.batch(None, [("num_islands", grid) for grid in maps])
    for grid, answer in zip(maps, answers, strict=True):
        equal(answer, count_islands(grid), f"num_islands({grid})")


@settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), max_examples=50)
@given(grid=grids())
def test_any_map_agrees_with_union_find(solution: Any, grid: list[list[str]]) -> None:
    check(solution, grid, count_islands(grid))


def test_turning_and_mirroring_a_map_changes_nothing(solution: Any) -> None:
    grid = [["1" if random.random() < 0.5 else "0" for _ in range(12)] for _ in range(9)]
    turned = [list(column) for column in zip(*grid, strict=True)]
    mirrored = [row[::-1] for row in grid]
    answers = {solution.num_islands(view) for view in (grid, turned, mirrored, grid[::-1])}
    if len(answers) != 1:
        fail("a map and its mirror image have different numbers of islands", f"{answers} for {grid}")


def test_two_maps_side_by_side_have_the_islands_of_both(solution: Any) -> None:
    left, right = ([["1" if random.random() < 0.5 else "0" for _ in range(8)] for _ in range(8)] for _ in range(2))
    both = [[*one, "0", *other] for one, other in zip(left, right, strict=True)]
    check(solution, both, count_islands(left) + count_islands(right))


def test_calls_do_not_remember_each_other(solution: Any) -> None:
    for islands, text in ((1, "1"), (2, "101"), (1, "1"), (0, "0")):
        check(solution, rows(text), islands)


def test_the_largest_map_of_land_alone(solution: Any) -> None:
    check(solution, [["1"] * LARGEST for _ in range(LARGEST)], 1)


def test_a_large_snake(solution: Any) -> None:
    """One path through the whole map, as long as half of its cells."""
    grid = [["1"] * LARGE if r % 2 == 0 else ["0"] * LARGE for r in range(LARGE)]
    for r in range(1, LARGE, 2):
        grid[r][-1 if r % 4 == 1 else 0] = "1"
    check(solution, grid, 1)


def test_a_large_chessboard(solution: Any) -> None:
    grid = [["1" if (r + c) % 2 == 0 else "0" for c in range(LARGE)] for r in range(LARGE)]
    check(solution, grid, LARGE * LARGE // 2)


def test_a_large_comb(solution: Any) -> None:
    """Teeth that are joined in the last row only, so that early labels turn out to be one."""
    grid = [["1" if c % 2 == 0 else "0" for c in range(LARGE)] for _ in range(LARGE - 1)]
    check(solution, [*grid, ["1"] * LARGE], 1)


@pytest.mark.parametrize(("m", "n"), [(3, 1000), (1000, 3), (2, 520), (40, 700)])
def test_wide_and_tall_maps(solution: Any, m: int, n: int) -> None:
    drawn = random.Random(m)
    grid = [["1" if drawn.random() < 0.5 else "0" for _ in range(n)] for _ in range(m)]
    equal(solution.num_islands(grid), count_islands(grid), f"a map of {m} x {n}")
