"""Every axis and dtype against the definitions, extremes, masks, properties, gradients by differences, large arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import along, log_probabilities, probabilities, pulled_back
from strategies import arguments

from sandbox.checks import close, fail

TOLERANCE = {np.float16: 1e-3, np.float32: 2e-6, np.float64: 1e-12}


def random(*shape: int, dtype: Any = np.float64, scale: float = 2.0) -> np.ndarray:
    return (scale * np.random.default_rng(list(shape)).standard_normal(shape)).astype(dtype)


def check(solution: Any, x: np.ndarray, axis: int) -> None:
    """Both forward functions. Logarithms are exact relative to the largest input."""
    tolerance = TOLERANCE[x.dtype.type]
    expected = along(probabilities, axis, x).astype(x.dtype)
    close(solution.softmax(x, axis), expected, rtol=tolerance, atol=tolerance / 100, what="softmax")
    expected = along(log_probabilities, axis, x).astype(x.dtype)
    close(solution.log_softmax(x, axis), expected, rtol=tolerance, atol=tolerance, what="log_softmax")


def check_gradient(solution: Any, y: np.ndarray, dy: np.ndarray, axis: int) -> None:
    tolerance = TOLERANCE[y.dtype.type]
    expected = along(pulled_back, axis, y, dy).astype(y.dtype)
    close(solution.softmax_backward(y, dy, axis), expected, rtol=tolerance, atol=tolerance, what="the gradient")


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_any_axis(solution: Any, axis: int) -> None:
    check(solution, random(2, 3, 4), axis)
    y = along(probabilities, axis, random(2, 3, 4))
    check_gradient(solution, y, random(3, 2, 4).reshape(2, 3, 4), axis)


@pytest.mark.parametrize("shape", [(1,), (5,), (1, 4), (4, 1), (2, 1, 3, 2), (3, 3)])
def test_any_shape_along_its_last_axis(solution: Any, shape: tuple[int, ...]) -> None:
    x = random(*shape)
    y, dy = along(probabilities, -1, x), random(*shape[::-1]).reshape(shape)
    close(solution.softmax(x), y, what="softmax")
    close(solution.log_softmax(x), along(log_probabilities, -1, x), what="log_softmax")
    close(solution.softmax_backward(y, dy), along(pulled_back, -1, y, dy), what="the gradient")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_stays(solution: Any, dtype: Any) -> None:
    x = random(6, 7, dtype=dtype)
    check(solution, x, 0)
    check_gradient(solution, along(probabilities, 0, x).astype(dtype), random(7, 6, dtype=dtype).reshape(6, 7), 0)


def test_the_names_of_the_arguments(solution: Any) -> None:
    x = random(3, 4)
    y, dy = along(probabilities, 0, x), random(4, 3).T.copy()
    close(solution.softmax(axis=0, x=x), y, what="softmax")
    close(solution.log_softmax(axis=0, x=x), along(log_probabilities, 0, x), what="log_softmax")
    close(solution.softmax_backward(axis=0, dy=dy, y=y), along(pulled_back, 0, y, dy), what="the gradient")


def test_half_precision_is_summed_in_more(solution: Any) -> None:
    x = np.zeros((2, 70_000), dtype=np.float16)
    close(solution.log_softmax(x), np.full_like(x, -np.log(70_000)), rtol=1e-3, what="log_softmax of 70,000 zeros")
    x = random(3, 3000, dtype=np.float16, scale=1.0)
    check(solution, x, -1)


def test_the_gradient_of_half_precision_is_summed_in_more(solution: Any) -> None:
    """The sum of y * dy is 20,000 * 4; in float16 it overflows, and so does 300 * 300."""
    y = np.full((1, 4), 0.25, dtype=np.float16)
    dy = np.array([[60_000, 60_000, 59_968, 60_000]], dtype=np.float16)
    check_gradient(solution, y, dy, -1)
    y = np.full((1, 512), 1 / 512, dtype=np.float16)
    dy = random(1, 512, dtype=np.float16, scale=1.0) + np.float16(1000)
    check_gradient(solution, y, dy, -1)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("size", [100.0, 1_000.0, 10_000.0, 60_000.0])
def test_numbers_that_overflow_when_exponentiated(solution: Any, dtype: Any, size: float) -> None:
    x = np.array([[size, size - 32, 0], [-size, 32 - size, -size], [size, -size / 2, size], [-size] * 3], dtype=dtype)
    check(solution, x, -1)


def test_the_largest_numbers_there_are(solution: Any) -> None:
    x = np.array([[1e300, 1e300, -1e300], [1e-300, 0, -1e-300]])
    check(solution, x, 1)
    check(solution, np.array([[3e38, 3e38, 1.0]], dtype=np.float32), 1)


def test_logarithms_keep_their_digits_where_one_element_dominates(solution: Any) -> None:
    """log(1 + e^-30) is 9e-14, which only shows in the logarithm of the largest."""
    x = np.array([0.0, -20.0, -25.0])
    close(solution.log_softmax(x), along(log_probabilities, 0, x), rtol=1e-9, atol=1e-15, what="log_softmax")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_masked_elements(solution: Any, dtype: Any) -> None:
    x = random(4, 6, dtype=dtype)
    x[0, :3] = x[1, 5] = x[2, 1:] = -np.inf
    check(solution, x, 1)
    check(solution, x, 0)
    x[:] = np.where(np.isfinite(x), x - dtype(500), x)
    check(solution, x, 1)


@pytest.mark.parametrize("axis", [0, 1])
def test_slices_that_are_masked_altogether(solution: Any, axis: int) -> None:
    x = random(3, 4)
    x[1], x[:, 2] = -np.inf, -np.inf
    check(solution, x, axis)
    check(solution, np.full((2, 1), -np.inf, dtype=np.float32), axis)


def test_probabilities_sum_to_one(solution: Any) -> None:
    total = solution.softmax(random(5, 40, scale=30.0), 1).sum(axis=1)
    close(total, np.ones(5), rtol=1e-12, what="the sum of the probabilities")


def test_a_shift_changes_nothing(solution: Any) -> None:
    x = random(4, 5).round(3)
    close(solution.softmax(x + 4096.0), solution.softmax(x), rtol=1e-9, what="softmax of shifted numbers")
    close(solution.log_softmax(x - 4096.0), solution.log_softmax(x), rtol=1e-9, what="log_softmax of shifted numbers")


def test_the_gradient_is_a_finite_difference(solution: Any) -> None:
    x, dy, step = random(3, 4), random(4, 3).T.copy(), 1e-6
    y = solution.softmax(x, 0)
    gradient = solution.softmax_backward(y, dy, 0)
    expected = np.empty_like(x)
    for place in np.ndindex(*x.shape):
        moved = [x.copy(), x.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        above, below = (float((solution.softmax(one, 0) * dy).sum()) for one in moved)
        expected[place] = (above - below) / (2 * step)
    close(gradient, expected, rtol=1e-6, atol=1e-8, what="the gradient")


def test_gradients_sum_to_zero(solution: Any) -> None:
    y = along(probabilities, 1, random(6, 5))
    total = solution.softmax_backward(y, random(5, 6).T.copy(), 1).sum(axis=1)
    close(total, np.zeros(6), atol=1e-12, what="the sum of the gradients of a slice")


def test_masked_slices_have_no_gradient(solution: Any) -> None:
    y = along(probabilities, 1, np.array([[-np.inf] * 3, [0.0, -np.inf, 1.0]]))
    check_gradient(solution, y, random(2, 3), 1)
    if solution.softmax_backward(y, random(2, 3), 1)[0].any():
        fail("a slice that is masked altogether has a gradient")


def test_arrays_that_are_not_contiguous(solution: Any) -> None:
    x = random(6, 8)[::2, ::-2]
    check(solution, x, 0)
    y = along(probabilities, 0, x)
    check_gradient(solution, y, np.asfortranarray(random(3, 4)), 0)


def test_no_slices(solution: Any) -> None:
    for function in (solution.softmax, solution.log_softmax):
        close(function(np.zeros((0, 3), dtype=np.float32), 1), np.zeros((0, 3), dtype=np.float32))
    close(solution.softmax_backward(np.zeros((2, 0)), np.zeros((2, 0)), 0), np.zeros((2, 0)))


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=arguments())
def test_any_array(solution: Any, drawn: tuple[np.ndarray, int]) -> None:
    check(solution, *drawn)


def test_a_large_array_without_a_jacobian(solution: Any) -> None:
    x = random(4, 250_000, dtype=np.float32)
    y = solution.softmax(x)
    wide = np.exp(x.astype(np.float64) - x.max())
    wide /= wide.sum(axis=1, keepdims=True)
    close(y, wide.astype(np.float32), rtol=1e-4, atol=1e-9, what="softmax")
    dy = x[::-1].copy()
    expected = wide * (dy - (wide * dy).sum(axis=1, keepdims=True))
    close(solution.softmax_backward(y, dy), expected.astype(np.float32), rtol=1e-3, atol=1e-8, what="the gradient")


@pytest.mark.parametrize("gap", [720.0, 735.0, 744.0])
def test_log_softmax_is_exact_where_softmax_is_subnormal(solution: Any, gap: float) -> None:
    close(solution.log_softmax(np.array([0.0, -gap])), np.array([0.0, -gap]), rtol=1e-11, atol=1e-300)
