"""Shapes, exactness, bad input, properties, and the largest size."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import product
from strategies import FLOATS, arguments, misfits

from sandbox.checks import equal, fail

LARGEST = 150
Matrix = list[list[Any]]


def integers(rows: int, columns: int, size: int = 9) -> Matrix:
    return [[random.randint(-size, size) for _ in range(columns)] for _ in range(rows)]


def floats(rows: int, columns: int) -> Matrix:
    return [[random.uniform(-2, 2) for _ in range(columns)] for _ in range(rows)]


def call_of(a: Matrix, b: Matrix) -> str:
    return f"matmul({a if len(a) < 6 else '...'}, {b if len(b) < 6 else '...'})"


def check_exactly(solution: Any, a: Matrix, b: Matrix) -> None:
    expected = [[int(value) for value in row] for row in product(a, b)]
    equal(solution.matmul(a, b), expected, call_of(a, b))


def check_closely(solution: Any, a: Matrix, b: Matrix, *, for_the_largest: bool = False) -> None:
    """Each entry for its own size, or for that of the largest: a method such as Strassen's promises no more."""
    result = solution.matmul(a, b)
    exact = product(a, b)
    if type(result) is not list or [len(row) for row in result] != [len(row) for row in exact]:
        fail("the result has another shape than (m, n)", f"{result!r}"[:200])
    scale = [[sum(abs(x * row[j]) for x, row in zip(a_row, b, strict=True)) for j in range(len(b[0]))] for a_row in a]
    if for_the_largest:
        scale = [[max(map(max, scale))] * len(b[0])] * len(a)
    for i, row in enumerate(exact):
        for j, value in enumerate(row):
            got = result[i][j]
            if type(got) is not float and not (type(got) is int and got == 0):  # a sum that never met a float
                fail(f"entry [{i}][{j}] is of type {type(got).__name__}, expected float")
            if not abs(Fraction(got) - value) <= Fraction(scale[i][j]) * Fraction(1, 10**12):
                fail(
                    f"entry [{i}][{j}] is off by {abs(float(Fraction(got) - value)):.3g}",
                    f"{call_of(a, b)}: at [{i}][{j}] got {got}, expected {float(value)}",
                )


SHAPES = [(1, 1, 1), (1, 5, 1), (5, 1, 5), (2, 3, 4), (4, 3, 2), (3, 3, 3), (1, 7, 6), (6, 7, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape(solution: Any, shape: tuple[int, int, int]) -> None:
    m, k, n = shape
    check_exactly(solution, integers(m, k), integers(k, n))


def test_the_order_of_the_factors_matters(solution: Any) -> None:
    check_exactly(solution, [[0, 1], [0, 0]], [[0, 0], [1, 0]])
    check_exactly(solution, [[0, 0], [1, 0]], [[0, 1], [0, 0]])


def test_integers_beyond_64_bits_are_exact(solution: Any) -> None:
    check_exactly(solution, [[10**30, -(10**25)], [2**200, 3]], [[7**40, 1], [-1, 2**70]])


def test_integers_just_above_what_a_float_holds_are_exact(solution: Any) -> None:
    check_exactly(solution, [[2**53 + 1, 1]], [[1], [1]])


def test_terms_that_cancel_are_exact(solution: Any) -> None:
    check_exactly(solution, [[10**20, 1, -(10**20)]], [[1], [1], [1]])


def test_integers_stay_integers(solution: Any) -> None:
    equal(solution.matmul([[2]], [[3]]), [[6]], "matmul([[2]], [[3]])")


def test_floats(solution: Any) -> None:
    check_closely(solution, floats(5, 7), floats(7, 3))


def test_integers_and_floats_may_meet(solution: Any) -> None:
    check_closely(solution, integers(4, 3), floats(3, 5))
    check_closely(solution, floats(4, 3), integers(3, 5))


def test_floats_without_a_fraction_stay_floats(solution: Any) -> None:
    equal(solution.matmul([[0.5, 1.5]], [[2.0], [2.0]]), [[4.0]], "matmul([[0.5, 1.5]], [[2.0], [2.0]])")
    equal(solution.matmul([[1.0, 2.0]], [[3], [4]]), [[11.0]], "matmul([[1.0, 2.0]], [[3], [4]])")


def test_small_floats_are_not_rounded_away(solution: Any) -> None:
    check_closely(solution, [[1e-200, 1e-210]], [[1e-50], [1e-40]])


def test_negative_numbers_and_zeros(solution: Any) -> None:
    check_exactly(solution, [[0, -1], [-2, 0]], [[-3, 0], [0, 4]])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([[1]], [[1], [2]]),
        ([[1, 2, 3]], [[1], [2]]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4], [5, 6]]),
        ([[1], [2], [3]], [[1, 2], [3, 4], [5, 6]]),
    ],
    ids=itertools.count(1),
)
def test_other_inner_dimensions_raise_value_error(solution: Any, a: Matrix, b: Matrix) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the author's own
        solution.matmul(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([[1, 2], [3, 4, 5]], [[1], [2]]),
        ([[1, 2, 3], [4, 5]], [[1], [2], [3]]),
        ([[1, 2], [3, 4], [5]], [[1], [2]]),
        ([[1, 2]], [[1, 2], [3]]),
        ([[1, 2]], [[1], [3, 4]]),
        ([[1, 2, 3]], [[1, 2], [3, 4], [5, 6, 7]]),
        ([[1, 2], []], [[1], [2]]),
        # as many entries as a matrix of that shape, so that counting them is not enough
        ([[1, 2, 3], [4]], [[1], [2]]),
        ([[1], [2, 3, 4]], [[1], [2]]),
        ([[1, 2], [3, 4]], [[1, 2, 3], [4]]),
        ([[1, 2, 3]], [[1, 2], [3], [4, 5, 6]]),
    ],
    ids=itertools.count(1),
)
def test_a_ragged_row_raises_value_error(solution: Any, a: Matrix, b: Matrix) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the author's own
        solution.matmul(a, b)


def test_the_rows_of_the_result_are_lists(solution: Any) -> None:
    result = solution.matmul([[1, 2], [3, 4]], [[1, 0], [0, 1]])
    if type(result) is not list or any(type(row) is not list for row in result):
        fail("the result is not a list of lists", repr(result))


def test_the_identity_changes_nothing(solution: Any) -> None:
    a = integers(6, 6)
    identity = [[int(i == j) for j in range(6)] for i in range(6)]
    equal(solution.matmul(a, identity), a, "a matrix times the identity")
    equal(solution.matmul(identity, a), a, "the identity times a matrix")


def test_the_transpose_of_a_product_is_the_product_of_the_transposes_the_other_way_round(solution: Any) -> None:
    a, b = integers(4, 6), integers(6, 3)

    def transposed(matrix: Matrix) -> Matrix:
        return [list(column) for column in zip(*matrix, strict=True)]

    product_of_transposes = solution.matmul(transposed(b), transposed(a))
    equal(transposed(solution.matmul(a, b)), product_of_transposes, "the transpose of a product")


def test_three_factors_may_be_bracketed_either_way(solution: Any) -> None:
    a, b, c = integers(3, 4), integers(4, 5), integers(5, 2)
    left = solution.matmul(solution.matmul(a, b), c)
    equal(solution.matmul(a, solution.matmul(b, c)), left, "three factors")


drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@drawn
@given(arguments=arguments())
def test_any_integer_matrices(solution: Any, arguments: tuple[Matrix, Matrix]) -> None:
    check_exactly(solution, *arguments)


@drawn
@given(arguments=arguments(FLOATS))
def test_any_float_matrices(solution: Any, arguments: tuple[Matrix, Matrix]) -> None:
    check_closely(solution, *arguments, for_the_largest=True)


@drawn
@given(arguments=misfits())
def test_any_matrices_that_do_not_fit_raise_value_error(solution: Any, arguments: tuple[Matrix, Matrix]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the author's own
        solution.matmul(*arguments)


def test_the_largest_matrices(solution: Any) -> None:
    a, b = integers(LARGEST, LARGEST, 10**6), integers(LARGEST, LARGEST, 10**6)
    columns = list(zip(*b, strict=True))
    expected = [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]
    equal(solution.matmul(a, b), expected, "the largest matrices")


def test_the_largest_matrices_of_floats(solution: Any) -> None:
    a, b = floats(LARGEST, LARGEST), floats(LARGEST, LARGEST)
    result = solution.matmul(a, b)
    for i, j in ((0, 0), (LARGEST - 1, LARGEST - 1), (3, 140), (140, 3)):
        exact = sum(Fraction(x) * Fraction(row[j]) for x, row in zip(a[i], b, strict=True))
        if not abs(Fraction(result[i][j]) - exact) < Fraction(1, 10**9):
            fail(f"entry [{i}][{j}] is off by {abs(float(Fraction(result[i][j]) - exact)):.3g}")
