"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

from sandbox.checks import equal


def rows(text: str) -> list[list[str]]:
    return [list(line) for line in text.split()]


def test_three_islands(solution: Any) -> None:
    grid = rows("11000 11000 00100 00011")
    equal(solution.num_islands(grid), 3, f"num_islands({grid})")


def test_a_ring_is_one_island(solution: Any) -> None:
    grid = rows("111 101 111")
    equal(solution.num_islands(grid), 1, f"num_islands({grid})")


def test_water_alone_has_no_island(solution: Any) -> None:
    equal(solution.num_islands([["0", "0"]]), 0, 'num_islands([["0", "0"]])')


def test_a_grid_without_rows_has_no_island(solution: Any) -> None:
    equal(solution.num_islands([]), 0, "num_islands([])")
