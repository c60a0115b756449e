"""Random batches against the definition, properties, dtypes, numerical extremes, and the largest size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import clip_reference
from strategies import Batch, arguments, batch

from sandbox.checks import close, fail


def forward(solution: Any, given: Batch) -> tuple[np.ndarray, float]:
    """The logits and the loss as a float, their types checked."""
    result = solution.clip_forward(*given)
    if type(result) is not tuple or len(result) != 2:
        fail(f"a tuple (logits, loss) is expected, not a value of type {type(result).__name__}")
    logits, loss = result
    if type(logits) is not np.ndarray:
        fail(f"logits is of type {type(logits).__name__}, expected an ndarray")
    if not isinstance(loss, float | np.floating) and not (type(loss) is np.ndarray and loss.shape == ()):
        fail(f"the loss is of type {type(loss).__name__}, expected a float or a numpy scalar")
    return logits, float(loss)


def check(solution: Any, given: Batch, tolerance: float = 1e-9) -> None:
    logits, loss = forward(solution, given)
    expected_logits, expected_loss = clip_reference(*given)
    scale = math.exp(given[4])
    close(logits, expected_logits.astype(given[0].dtype), rtol=tolerance, atol=tolerance * scale, what="logits")
    close(loss, expected_loss, rtol=10 * tolerance, atol=10 * tolerance * max(1.0, scale), what="the loss")


def random_batch(n: int = 5, log_temperature: float = 1.0, dtype: Any = np.float64, seed: int = 0) -> Batch:
    return batch(np.random.default_rng([n, seed]), n, 7, 4, 3, log_temperature, dtype)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 17])
def test_a_batch_of(solution: Any, n: int) -> None:
    check(solution, random_batch(n))


@pytest.mark.parametrize("log_temperature", [-3.0, -0.5, 0.0, 0.5, 1.0, math.log(1 / 0.07), math.log(100)])
def test_the_logits_are_multiplied_by_the_exponential_of(solution: Any, log_temperature: float) -> None:
    check(solution, random_batch(6, log_temperature))


@pytest.mark.parametrize(("d_i", "d_t", "d_e"), [(1, 1, 1), (5, 5, 5), (2, 9, 4), (9, 2, 4), (3, 3, 20)])
def test_sizes_of_features_and_of_the_joint_space(solution: Any, d_i: int, d_t: int, d_e: int) -> None:
    check(solution, batch(np.random.default_rng([d_i, d_t, d_e]), 6, d_i, d_t, d_e, 0.7, np.float64))


def test_float32_stays_float32(solution: Any) -> None:
    check(solution, random_batch(9, 1.0, np.float32), 2e-6)


def test_float64_is_not_computed_in_float32(solution: Any) -> None:
    check(solution, random_batch(9, 2.0), 1e-12)


@pytest.mark.parametrize("temperature", [100.0, 1_000.0, 10_000.0])
def test_large_temperatures_in_float32(solution: Any, temperature: float) -> None:
    check(solution, random_batch(12, math.log(temperature), np.float32), 2e-5)


def test_large_temperatures_in_float64(solution: Any) -> None:
    check(solution, random_batch(12, math.log(10_000)), 1e-9)


def test_the_length_of_a_feature_changes_nothing(solution: Any) -> None:
    images, texts, w_image, w_text, log_temperature = random_batch(6)
    lengths = np.array([0.01, 1, 3, 50, 1000, 7])[:, None]
    logits, loss = forward(solution, (images, texts, w_image, w_text, log_temperature))
    scaled_logits, scaled_loss = forward(
        solution, (images * lengths, texts / lengths, w_image, w_text, log_temperature)
    )
    close(scaled_logits, logits, rtol=1e-9, atol=1e-9, what="logits of scaled features")
    close(scaled_loss, loss, rtol=1e-9, atol=1e-9, what="the loss of scaled features")


def test_large_and_small_features_in_float32(solution: Any) -> None:
    images, texts, w_image, w_text, log_temperature = random_batch(6, 1.0, np.float32)
    check(solution, (images * np.float32(1e6), texts * np.float32(1e-6), w_image, w_text, log_temperature), 5e-6)


def test_shuffling_the_pairs_shuffles_the_logits_and_keeps_the_loss(solution: Any) -> None:
    images, texts, w_image, w_text, log_temperature = random_batch(7)
    order = np.random.default_rng(3).permutation(7)
    logits, loss = forward(solution, (images, texts, w_image, w_text, log_temperature))
    mixed_logits, mixed_loss = forward(solution, (images[order], texts[order], w_image, w_text, log_temperature))
    close(mixed_logits, logits[order][:, order], rtol=1e-9, atol=1e-9, what="logits of shuffled pairs")
    close(mixed_loss, loss, rtol=1e-9, atol=1e-9, what="the loss of shuffled pairs")


def test_shuffling_the_texts_alone_changes_the_loss(solution: Any) -> None:
    images, texts, w_image, w_text, _ = random_batch(7)
    check(solution, (images, texts[::-1].copy(), w_image, w_text, 2.0))


def test_images_and_texts_may_change_places(solution: Any) -> None:
    images, texts, w_image, w_text, log_temperature = random_batch(7)
    logits, loss = forward(solution, (images, texts, w_image, w_text, log_temperature))
    swapped_logits, swapped_loss = forward(solution, (texts, images, w_text, w_image, log_temperature))
    close(np.ascontiguousarray(swapped_logits), np.ascontiguousarray(logits.T), rtol=1e-9, atol=1e-9, what="logits")
    close(swapped_loss, loss, rtol=1e-9, atol=1e-9, what="the loss")


def test_one_pair_alone_costs_nothing(solution: Any) -> None:
    _, loss = forward(solution, random_batch(1, 3.0))
    close(loss, 0.0, atol=1e-12, what="the loss of a single pair")


def test_a_perfect_match_costs_next_to_nothing(solution: Any) -> None:
    eye = np.eye(5)
    _, loss = forward(solution, (eye, eye, eye, eye, math.log(100)))
    close(loss, 0.0, atol=1e-12, what="the loss of a perfect match")


def test_a_perfect_mismatch_costs_the_temperature(solution: Any) -> None:
    eye = np.eye(4)
    _, loss = forward(solution, (eye, eye[[1, 2, 3, 0]], eye, eye, math.log(50)))
    close(loss, 50.0, rtol=1e-9, what="the loss of a perfect mismatch")


def test_features_that_are_all_alike_cost_the_logarithm_of_the_batch(solution: Any) -> None:
    ones = np.ones((6, 3))
    _, loss = forward(solution, (ones, ones, np.eye(3), np.eye(3), 2.0))
    close(loss, math.log(6), rtol=1e-9, what="the loss of features that are all alike")


def test_the_two_directions_differ_and_both_count(solution: Any) -> None:
    """All images alike: each text is at a loss, and each image sees one text that is nearest."""
    images = np.ones((4, 3))
    texts = np.eye(4, 3) + 0.1
    check(solution, (images, texts, np.eye(3), np.eye(3), 2.5))
    check(solution, (texts, images, np.eye(3), np.eye(3), 2.5))


def test_the_logits_are_cosines_between_minus_and_plus_the_temperature(solution: Any) -> None:
    logits, _ = forward(solution, random_batch(10, math.log(7)))
    if not (np.abs(logits) <= 7 * (1 + 1e-9)).all():
        fail("a logit is larger than the temperature", f"{np.abs(logits).max()}")


def test_arrays_that_are_not_contiguous(solution: Any) -> None:
    images, texts, w_image, w_text, log_temperature = random_batch(6)
    wide = np.zeros((6, 14))
    wide[:, ::2] = images
    check(solution, (wide[:, ::2], np.asfortranarray(texts), np.asfortranarray(w_image), w_text, log_temperature))


drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@drawn
@given(given_batch=arguments())
def test_any_batch(solution: Any, given_batch: Batch) -> None:
    check(solution, given_batch)


@drawn
@given(given_batch=arguments(np.float32))
def test_any_batch_in_float32(solution: Any, given_batch: Batch) -> None:
    check(solution, given_batch, 1e-4)


def test_the_largest_batch(solution: Any) -> None:
    given_batch = batch(np.random.default_rng(5), 512, 512, 512, 256, math.log(100), np.float32)
    logits, loss = forward(solution, given_batch)
    wide = [array.astype(np.float64) for array in given_batch[:4]]
    images, texts = wide[0] @ wide[2], wide[1] @ wide[3]
    images /= np.linalg.norm(images, axis=1, keepdims=True)
    texts /= np.linalg.norm(texts, axis=1, keepdims=True)
    expected = 100 * images @ texts.T
    close(logits, expected.astype(np.float32), rtol=1e-4, atol=1e-3, what="logits")
    total = 0.0
    for view in (expected, expected.T):
        total += float(
            np.mean(np.log(np.exp(view - view.max(1, keepdims=True)).sum(1)) + view.max(1) - view.diagonal())
        )
    close(loss, total / 2, rtol=1e-4, what="the loss")
