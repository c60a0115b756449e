"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.checks import equal


def test_two_by_two(solution: Any) -> None:
    equal(solution.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]), [[19, 22], [43, 50]], "matmul([[1, 2], ...)")


def test_a_row_times_a_column(solution: Any) -> None:
    equal(solution.matmul([[1, 2, 3]], [[4], [5], [6]]), [[32]], "matmul([[1, 2, 3]], [[4], [5], [6]])")


def test_inner_dimensions_that_differ_raise_value_error(solution: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the author's own
        solution.matmul([[1, 2]], [[3, 4]])


def test_a_ragged_matrix_raises_value_error(solution: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the author's own
        solution.matmul([[1, 2], [3]], [[1], [1]])
