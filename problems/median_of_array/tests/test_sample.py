"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.checks import equal


@pytest.mark.parametrize(
    ("values", "median"), [([7, 1, 5], 5.0), ([4, 1, 3, 2], 2.5), ([2, 2, 9, 2], 2.0), ([-1, -4], -2.5)]
)
def test_an_example_of_the_statement(solution: Any, values: list[int], median: float) -> None:
    equal(solution.median_of_array(values), median, f"median_of_array({values})")
