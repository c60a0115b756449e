"""Encodings number by number, the matrix by what it must do, embeddings; odd sizes, dtypes, far positions."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import embed, sinusoidal_positions
from strategies import arguments

from sandbox.checks import close, equal

EXACT = {"rtol": 1e-9, "atol": 1e-9}
FAR = {"rtol": 1e-8, "atol": 1e-8}
"""A position of a million has lost six digits of its angle."""


def check(solution: Any, positions: np.ndarray, d: int, *base: float) -> None:
    close(solution.sinusoidal_positions(positions, d, *base), sinusoidal_positions(positions, d, *base), **FAR)


def random_table(vocabulary: int, d: int, dtype: Any = np.float64) -> np.ndarray:
    return np.random.default_rng([vocabulary, d]).standard_normal((vocabulary, d)).astype(dtype)


# Encodings


@pytest.mark.parametrize("d", [1, 2, 3, 4, 5, 6, 7, 8, 16, 33])
def test_odd_and_even_sizes(solution: Any, d: int) -> None:
    check(solution, np.arange(6), d)
    check(solution, np.arange(6), d, 50.0)


@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (4, 4), (1, 2, 1, 3), (0,), (2, 0)], ids=str)
def test_positions_of_any_shape(solution: Any, shape: tuple[int, ...]) -> None:
    positions = np.random.default_rng(1).integers(0, 100, shape)
    check(solution, np.asarray(positions), 4)


def test_positions_need_not_start_at_0_nor_grow(solution: Any) -> None:
    check(solution, np.array([57, 3, 3, 12, 0, 1000, 999]), 6)


def test_negative_positions(solution: Any) -> None:
    check(solution, np.array([-1, -2, -50, -1000]), 6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fractions(solution: Any, dtype: Any) -> None:
    """As the time of a diffusion model, or of a frame."""
    check(solution, np.array([0.5, 0.125, 7.75, -3.25, 1000.5], dtype=dtype), 8)


@pytest.mark.parametrize("base", [1.5, 2.0, 100.0, 10000.0, 1e6])
def test_bases(solution: Any, base: float) -> None:
    check(solution, np.arange(8), 6, base)
    check(solution, np.arange(8), 5, base)


def test_the_base_is_10000_unless_given(solution: Any) -> None:
    out = solution.sinusoidal_positions(np.array([100]), 4)
    close(out, np.array([[np.sin(100), np.cos(100), np.sin(1), np.cos(1)]]))


def test_position_0_is_zeros_and_ones(solution: Any) -> None:
    close(solution.sinusoidal_positions(np.array([0]), 5), np.array([[0.0, 1.0, 0.0, 1.0, 0.0]]))


def test_the_first_pair_turns_once_in_2_pi(solution: Any) -> None:
    positions = np.array([1.0, 1.0 + 2 * np.pi])
    out = solution.sinusoidal_positions(positions, 6)
    close(out[1, :2], out[0, :2], what="the first pair")
    assert float(np.abs(out[1, 2:] - out[0, 2:]).max()) > 0.1, "the other pairs turn as fast as the first"


def test_sine_and_cosine_of_a_pair_lie_on_a_circle(solution: Any) -> None:
    out = solution.sinusoidal_positions(np.arange(50), 10)
    close(out[:, 0::2] ** 2 + out[:, 1::2] ** 2, np.ones((50, 5)), what="the squared lengths of the pairs")


def test_products_depend_on_the_distance_alone(solution: Any) -> None:
    out = solution.sinusoidal_positions(np.arange(60), 16)
    products = [float(out[p] @ out[p + 7]) for p in range(0, 50, 10)]
    close(np.array(products), np.full(5, products[0]), what="the products of positions that are 7 apart")


@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.float64])
def test_far_positions_keep_their_digits(solution: Any, dtype: Any) -> None:
    positions = np.array([999_999, 123_457, -1_000_000], dtype=dtype)
    check(solution, positions, 8)
    check(solution, positions, 7, 3.0)


def test_positions_that_are_not_contiguous(solution: Any) -> None:
    check(solution, np.arange(24).reshape(4, 6)[::2, ::3].T, 4)


def test_arguments_by_keyword(solution: Any) -> None:
    out = solution.sinusoidal_positions(base=7.0, d=4, positions=np.arange(3))
    close(out, sinusoidal_positions(np.arange(3), 4, 7.0))
    first = solution.sinusoidal_positions(np.array([2.0]), 4, 7.0)
    close(
        (solution.shift_matrix(base=7.0, d=4, offset=3) @ first[0])[None],
        solution.sinusoidal_positions(np.array([5]), 4, 7.0),
    )


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_positions_agree_number_by_number(solution: Any, case: tuple[np.ndarray, int, float]) -> None:
    check(solution, *case)


# The matrix


@pytest.mark.parametrize("offset", [0, 1, -1, 5, 0.5, -37.25, 1000])
@pytest.mark.parametrize(("d", "base"), [(2, 10000.0), (4, 10.0), (8, 10000.0)], ids=itertools.count(1))
def test_the_matrix_moves_every_position(solution: Any, offset: float, d: int, base: float) -> None:
    """The reference does the encoding; one matrix does for all positions."""
    positions = np.array([0, 1, 2, 10, 333, -4, 0.75])
    m = solution.shift_matrix(offset, d, base)
    close(sinusoidal_positions(positions, d, base) @ m.T, sinusoidal_positions(positions + offset, d, base), **EXACT)


def test_the_matrix_has_blocks_of_two(solution: Any) -> None:
    m = solution.shift_matrix(3.0, 8)
    blocks = np.kron(np.eye(4), np.ones((2, 2)))
    close(m * (1 - blocks), np.zeros((8, 8)), rtol=0, atol=0, what="what is outside of the blocks")
    close(m @ m.T, np.eye(8), what="the product with its transpose")


def test_matrices_add_their_offsets(solution: Any) -> None:
    product = solution.shift_matrix(2.0, 6) @ solution.shift_matrix(5.0, 6)
    close(product, solution.shift_matrix(7.0, 6), **EXACT)
    close(solution.shift_matrix(-2.0, 6), solution.shift_matrix(2.0, 6).T, **EXACT)


def test_the_base_of_the_matrix_is_10000_unless_given(solution: Any) -> None:
    close(solution.shift_matrix(100.0, 4)[2:, 2:], np.array([[np.cos(1), np.sin(1)], [-np.sin(1), np.cos(1)]]))


def test_a_far_offset(solution: Any) -> None:
    m = solution.shift_matrix(-1_000_000, 4)
    start = sinusoidal_positions(np.array([1_000_000.0]), 4)[0]
    close(m @ start, np.array([0.0, 1.0, 0.0, 1.0]), **FAR)


# Embeddings


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (4, 1), (2, 3), (3, 3), (0, 3), (2, 0)], ids=str)
@pytest.mark.parametrize("d", [1, 3, 4])
def test_embeddings(solution: Any, shape: tuple[int, int], d: int) -> None:
    tokens, table = np.random.default_rng(2).integers(0, 7, shape), random_table(7, d)
    close(solution.embed(tokens, table), embed(tokens, table), **EXACT)


@pytest.mark.parametrize("start", [0, 1, 57, 100_000])
def test_positions_go_on_where_the_cache_ends(solution: Any, start: int) -> None:
    tokens, table = np.random.default_rng(3).integers(0, 7, (2, 4)), random_table(7, 6)
    close(solution.embed(tokens, table, start), embed(tokens, table, start), **FAR)


def test_token_by_token_as_all_at_once(solution: Any) -> None:
    tokens, table = np.random.default_rng(4).integers(0, 7, (2, 6)), random_table(7, 4)
    whole = solution.embed(tokens, table)
    for i in range(6):
        close(solution.embed(tokens[:, i : i + 1], table, i), whole[:, i : i + 1], what="one token")


def test_the_same_token_at_two_places_differs(solution: Any) -> None:
    out = solution.embed(np.array([[3, 3]]), np.zeros((5, 4)))
    close(out, sinusoidal_positions(np.arange(2), 4)[None], **EXACT)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_of_the_table_comes_out(solution: Any, dtype: Any) -> None:
    tokens, table = np.random.default_rng(5).integers(0, 7, (2, 5)), random_table(7, 8, dtype)
    close(solution.embed(tokens, table), embed(tokens, table))
    far = solution.embed(tokens, table, 900_000)
    close(far, embed(tokens, table, 900_000), rtol=1e-5, atol=1e-5, what="the result at far positions")


def test_the_table_is_not_changed(solution: Any) -> None:
    tokens, table = np.array([[0, 1, 1]]), random_table(3, 4)
    first = solution.embed(tokens, table)
    close(solution.embed(tokens, table), first)


# Size


def test_two_million_numbers(solution: Any) -> None:
    positions = np.arange(31_250)
    out = solution.sinusoidal_positions(positions, 64)
    equal(out.shape, (31_250, 64), "the shape")
    close(out[::3125], sinusoidal_positions(positions[::3125], 64), **FAR)


def test_a_long_batch(solution: Any) -> None:
    tokens, table = np.zeros((8, 2048), dtype=np.int64), random_table(2, 64, np.float32)
    out = solution.embed(tokens, table)
    close(out[3], out[0], what="items of the batch")
    expected = table[0] * 8 + sinusoidal_positions(np.array([2047]), 64)[0]
    close(out[7, 2047], expected.astype(np.float32), rtol=1e-4, atol=1e-4, what="the last token")


def test_large_fractions_keep_their_float64(solution: Any) -> None:
    """In float32 a position of 123,456 would be rounded to 1/128."""
    check(solution, np.array([123_456.123, -654_321.987, 999_999.001, 16_777.217]), 8)
