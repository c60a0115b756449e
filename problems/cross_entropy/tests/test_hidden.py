"""Loss and gradient against exact sums: shapes, dtypes, ignored rows, smoothing, extremes, properties, many rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import rows
from strategies import arguments

from sandbox.checks import close, equal

TOLERANCE = {np.float16: 2e-3, np.float32: 1e-5, np.float64: 1e-11}


def batch(*shape: int, dtype: Any = np.float64, scale: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and labels of which about a fifth are -100, the first not."""
    generator = np.random.default_rng([7, *shape])
    logits = (scale * generator.standard_normal(shape)).astype(dtype)
    targets = generator.integers(0, shape[-1], shape[:-1])
    ignored = generator.random(shape[:-1]) < 0.2
    ignored.reshape(-1)[:1] = False
    return logits, np.where(ignored, -100, targets)


def check(solution: Any, logits: np.ndarray, targets: np.ndarray, *options: Any) -> None:
    """Loss and gradient."""
    tolerance = TOLERANCE[logits.dtype.type]
    loss, gradient = rows(logits, targets, *options)
    close(solution.cross_entropy(logits, targets, *options), loss, rtol=tolerance, atol=tolerance, what="the loss")
    found = solution.cross_entropy_backward(logits, targets, *options)
    close(found, gradient.astype(logits.dtype), rtol=tolerance, atol=tolerance / 10, what="the gradient")


@pytest.mark.parametrize("shape", [(4, 3), (1, 5), (5, 1), (2, 3, 4), (2, 1, 3, 2), (3, 2, 1), (4,), (1,)], ids=str)
def test_any_number_of_leading_axes(solution: Any, shape: tuple[int, ...]) -> None:
    check(solution, *batch(*shape))


def test_sizes_that_are_all_alike(solution: Any) -> None:
    """A wrong axis shows in no shape."""
    check(solution, *batch(4, 4, 4))
    check(solution, *batch(4, 4, 4), -100, 0.3)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_dtypes(solution: Any, dtype: Any, smoothing: float) -> None:
    check(solution, *batch(6, 5, dtype=dtype), -100, smoothing)


@pytest.mark.parametrize("smoothing", [0.01, 0.1, 0.5, 0.95])
def test_label_smoothing(solution: Any, smoothing: float) -> None:
    check(solution, *batch(3, 4, 5), -100, smoothing)


@pytest.mark.parametrize("ignored", [-1, -7, 0, 2, 99])
def test_another_index_that_is_ignored(solution: Any, ignored: int) -> None:
    logits, targets = batch(5, 4, 3)
    check(solution, logits, np.where(targets == -100, ignored, targets), ignored)
    check(solution, logits, np.where(targets == -100, ignored, targets), ignored, 0.2)


def test_nothing_ignored(solution: Any) -> None:
    logits, targets = batch(3, 4, 5)
    check(solution, logits, np.abs(targets) % 5)


def test_one_row_that_counts_among_many(solution: Any) -> None:
    logits, targets = batch(9, 4)
    targets[:] = -100
    targets[5] = 2
    check(solution, logits, targets)
    check(solution, logits, targets, -100, 0.1)


@pytest.mark.parametrize("shape", [(3, 4), (0, 4), (2, 0, 3), (4,)], ids=str)
def test_where_nothing_counts_the_loss_is_0(solution: Any, shape: tuple[int, ...]) -> None:
    logits, targets = np.ones(shape), np.full(shape[:-1], -100)
    for smoothing in (0.0, 0.1):
        equal(solution.cross_entropy(logits, targets, -100, smoothing), 0.0, "cross_entropy")
        close(solution.cross_entropy_backward(logits, targets, -100, smoothing), np.zeros(shape), what="the gradient")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_what_is_ignored_may_hold_anything(solution: Any, value: float, smoothing: float) -> None:
    logits, targets = batch(4, 3)
    targets[1], targets[2] = -100, 1
    expected = rows(logits, targets, -100, smoothing)
    logits[1] = value
    close(solution.cross_entropy(logits, targets, -100, smoothing), expected[0], what="the loss")
    close(solution.cross_entropy_backward(logits, targets, -100, smoothing), expected[1], what="the gradient")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("size", [100.0, 1000.0, 30_000.0])
def test_large_logits_do_not_overflow(solution: Any, dtype: Any, size: float) -> None:
    logits = np.array([[size, 0, -size], [-size, size, size], [-size, -size, -size], [0, size, 1]], dtype=dtype)
    targets = np.array([2, 1, 0, 0])
    check(solution, logits, targets)
    check(solution, logits, targets, -100, 0.1)


def test_a_loss_next_to_0_keeps_its_digits(solution: Any) -> None:
    """log(1 + e^-20) is 2e-9."""
    loss = solution.cross_entropy(np.array([[20.0, 0.0, -5.0]]), np.array([0]))
    close(loss, rows(np.array([[20.0, 0.0, -5.0]]), np.array([0]))[0], rtol=1e-5, atol=1e-16, what="the loss")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_classes_that_are_excluded(solution: Any, dtype: Any) -> None:
    """-inf for a class that is not the label's."""
    logits, targets = batch(5, 4, dtype=dtype)
    targets[:] = [0, 1, 2, 3, -100]
    for row, hidden in enumerate((1, 0, 3, 2)):
        logits[row, hidden] = -np.inf
    logits[0, 2] = -np.inf
    check(solution, logits, targets)


@pytest.mark.parametrize("kind", ["strided", "transposed", "expanded"])
def test_inputs_that_are_not_contiguous(solution: Any, kind: str) -> None:
    logits, targets = batch(4, 6, 6)
    views = {
        "strided": (logits[:, ::2, ::2], np.abs(targets[:, ::2]) % 3),
        "transposed": (logits.transpose(1, 0, 2), targets.T),
        "expanded": (np.broadcast_to(logits[:1], (3, 6, 6)), np.broadcast_to(targets[:1], (3, 6))),
    }
    check(solution, *views[kind])


def test_a_shift_of_a_row_changes_nothing(solution: Any) -> None:
    logits, targets = batch(5, 4)
    moved = logits + np.arange(5.0)[:, None] * 10
    loss, gradient = rows(logits, targets)
    close(solution.cross_entropy(moved, targets), loss, what="the loss")
    close(solution.cross_entropy_backward(moved, targets), gradient, what="the gradient")


def test_the_gradient_of_a_row_sums_to_0(solution: Any) -> None:
    logits, targets = batch(3, 4, 5)
    for smoothing in (0.0, 0.3):
        gradient = solution.cross_entropy_backward(logits, targets, -100, smoothing)
        close(gradient.sum(-1), np.zeros((3, 4)), what="the sums of the gradient")


def test_equal_logits_cost_the_logarithm_of_the_number_of_classes(solution: Any) -> None:
    for smoothing in (0.0, 0.4):
        loss = solution.cross_entropy(np.full((3, 7), 2.0), np.array([0, 3, 6]), -100, smoothing)
        close(loss, math.log(7), what="the loss")


@pytest.mark.parametrize("smoothing", [0.0, 0.25])
def test_the_gradient_agrees_with_finite_differences(solution: Any, smoothing: float) -> None:
    """Of the solution's own loss."""
    logits, targets = batch(3, 4)
    gradient, step = solution.cross_entropy_backward(logits, targets, -100, smoothing), 1e-5
    along = np.random.default_rng(5).standard_normal(logits.shape)
    ends = [solution.cross_entropy(logits + sign * step * along, targets, -100, smoothing) for sign in (1, -1)]
    slope = float(ends[0] - ends[1]) / (2 * step)
    close(float((gradient * along).sum()), slope, rtol=1e-6, atol=1e-6, what="the slope")


def test_the_names_and_defaults_of_the_arguments(solution: Any) -> None:
    logits, targets = batch(4, 3)
    expected = rows(logits, np.where(targets == -100, 1, targets), 1, 0.2)
    options = {"label_smoothing": 0.2, "ignore_index": 1, "targets": np.where(targets == -100, 1, targets)}
    close(solution.cross_entropy(logits=logits, **options), expected[0], what="the loss")
    close(solution.cross_entropy_backward(logits=logits, **options), expected[1], what="the gradient")
    expected = rows(logits, targets)
    close(solution.cross_entropy(logits, targets), expected[0], what="the loss")
    close(solution.cross_entropy_backward(logits, targets), expected[1], what="the gradient")


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_labels_agree_with_exact_sums(solution: Any, case: tuple[np.ndarray, np.ndarray, int, float]) -> None:
    check(solution, *case)


def test_half_precision_sums_a_large_vocabulary(solution: Any) -> None:
    """The sum of 30,000 exponentials of 1 is close to the end of float16, and its digits are gone."""
    logits = np.zeros((2, 30_000), dtype=np.float16)
    close(solution.cross_entropy(logits, np.array([3, 9])), math.log(30_000), rtol=1e-4, what="the loss")


def test_many_rows_of_half_precision_have_an_exact_mean(solution: Any) -> None:
    logits = np.zeros((20_000, 2), dtype=np.float16)
    close(solution.cross_entropy(logits, np.zeros(20_000, dtype=np.int64)), math.log(2), rtol=1e-4, what="the loss")


def test_many_rows(solution: Any) -> None:
    """All alike; a third of them is ignored."""
    logits = np.tile(np.array([0.0, 1.0, 2.0], dtype=np.float32), (1_000_000, 1))
    targets = np.arange(1_000_000) % 3
    loss, gradient = rows(logits[:3], targets[:3], 2)
    close(solution.cross_entropy(logits, targets, 2), loss, rtol=1e-4, what="the loss")
    found = solution.cross_entropy_backward(logits, targets, 2)[-4:-1]
    expected = gradient * 2 / np.sum(targets != 2)
    close(found * 1e6, (expected * 1e6).astype(np.float32), rtol=1e-3, atol=1e-4, what="the gradient of three rows")


def test_a_large_vocabulary(solution: Any) -> None:
    logits = np.zeros((120, 32768), dtype=np.float32)
    targets = np.arange(120)
    close(solution.cross_entropy(logits, targets, -100, 0.1), math.log(32768), rtol=1e-4, what="the loss")
    found = solution.cross_entropy_backward(logits, targets)[1]
    expected = np.full(32768, 1 / 32768 / 120, dtype=np.float32)
    expected[1] -= 1 / 120
    close(found, expected, rtol=1e-3, atol=1e-8, what="the gradient of a row")


def test_a_float16_gradient_is_rounded_once(solution: Any) -> None:
    """More rows than float16 has numbers: dividing in float16 would lose them."""
    logits = np.tile(np.array([[0.0, 1.0], [2.0, -1.0]], np.float16), (40_000, 1))
    targets = np.tile(np.array([0, 1]), 40_000)
    exact = np.tile(rows(logits[:2], targets[:2])[1] * 2 / 80_000, (40_000, 1))
    found = solution.cross_entropy_backward(logits, targets)
    close(found, exact.astype(np.float16), rtol=0, atol=6e-8, what="the gradient in float16")
