"""Each step alone and together, ties, banned tokens, extremes; draws at the borders, and their frequencies."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from reference import sample, top_k_top_p
from strategies import arguments

from sandbox.checks import close, equal


def random(rows: int, vocabulary: int, dtype: Any = np.float64) -> np.ndarray:
    return (2 * np.random.default_rng([rows, vocabulary]).standard_normal((rows, vocabulary))).astype(dtype)


def check(solution: Any, logits: np.ndarray, *options: Any) -> None:
    close(solution.top_k_top_p(logits, *options), top_k_top_p(logits, *options), rtol=1e-9, atol=1e-12)


# The distribution


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (6, 1), (3, 5), (4, 4), (2, 40)], ids=str)
def test_shapes(solution: Any, shape: tuple[int, int]) -> None:
    check(solution, random(*shape))
    check(solution, random(*shape), 0.7, 3, 0.8012345)


@pytest.mark.parametrize("temperature", [0.1, 0.5, 0.9, 1.5, 10.0])
def test_temperatures(solution: Any, temperature: float) -> None:
    check(solution, random(3, 6), temperature)


def test_temperature_0_is_greedy_whatever_else_is_asked_for(solution: Any) -> None:
    for options in ((0.0,), (0, 3), (0.0, 0, 0.3), (0.0, 2, 0.9)):
        check(solution, random(4, 6), *options)
    check(solution, np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [-np.inf, -5.0, -5.0]]), 0.0)


@pytest.mark.parametrize("top_k", [1, 2, 5, 6, 7, 100])
def test_top_k(solution: Any, top_k: int) -> None:
    check(solution, random(4, 6), 1.0, top_k)


@pytest.mark.parametrize("top_p", [0.01, 0.3, 0.6, 0.9, 0.99, 0.999999, 1.0])
def test_top_p(solution: Any, top_p: float) -> None:
    check(solution, random(5, 8), 1.0, 0, top_p)


@pytest.mark.parametrize("top_k", [0, 2, 4, 9])
@pytest.mark.parametrize("top_p", [0.4, 0.8, 1.0])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_all_of_them_together(solution: Any, temperature: float, top_p: float, top_k: int) -> None:
    check(solution, random(4, 9), temperature, top_k, top_p)


def test_the_token_that_reaches_p_is_kept(solution: Any) -> None:
    logits = np.log(np.array([[0.5, 0.25, 0.125, 0.125]]))
    for top_p, kept in ((0.49, 1), (0.51, 2), (0.74, 2), (0.76, 3), (0.88, 4)):
        found = int((solution.top_k_top_p(logits, top_p=top_p) > 0).sum())
        equal(found, kept, f"the number of tokens that top_p={top_p} keeps")


def test_the_most_probable_token_is_always_kept(solution: Any) -> None:
    close(solution.top_k_top_p(np.array([[0.0, 9.0, 1.0]]), top_p=0.1), np.array([[0.0, 1.0, 0.0]]))


def test_of_equal_logits_the_smaller_id_comes_first(solution: Any) -> None:
    logits = np.array([[1.0, 2.0, 1.0, 2.0, 1.0, 1.0, 2.0]])
    for top_k in range(1, 8):
        check(solution, logits, 1.0, top_k)
    for top_p in (0.1, 0.3, 0.6, 0.7, 0.85, 0.95):
        check(solution, logits, 1.0, 0, top_p)


def test_many_equal_logits(solution: Any) -> None:
    """More than a sort that is not stable leaves in their order."""
    logits = np.zeros((2, 300))
    logits[1, ::3] = 1.0
    for top_k in (1, 17, 150, 299):
        check(solution, logits, 1.0, top_k)
    check(solution, logits, 1.0, 0, 0.312345)


def test_zero_probability_tail_of_top_p(solution: Any) -> None:
    """With p = 1 what is tiny is kept too."""
    logits = np.array([[0.0, -40.0, -80.0, -100.0]])
    check(solution, logits, 1.0, 0, 1.0)
    equal(bool((solution.top_k_top_p(logits) > 0).all()), True, "all four probabilities are positive")


def test_banned_tokens(solution: Any) -> None:
    logits = random(4, 6)
    logits[0, 2] = logits[1, :5] = logits[2, 0] = logits[2, 3] = -np.inf
    for options in ((), (0.5,), (1.0, 2), (1.0, 5), (1.0, 6), (1.0, 0, 0.7), (2.0, 4, 0.9), (0.0,)):
        check(solution, logits, *options)


def test_rows_are_apart(solution: Any) -> None:
    """Each has its own maximum, k and nucleus."""
    logits = random(5, 7) + 100 * np.arange(5.0)[:, None]
    together = solution.top_k_top_p(logits, 0.8, 4, 0.7)
    for i in range(5):
        close(solution.top_k_top_p(logits[i : i + 1], 0.8, 4, 0.7), together[i : i + 1], what="a row alone")


def test_every_row_sums_to_1(solution: Any) -> None:
    for options in ((), (0.3,), (1.0, 3), (1.0, 0, 0.5), (2.0, 5, 0.9)):
        close(solution.top_k_top_p(random(6, 12), *options).sum(1), np.ones(6), what="the sums of the rows")


def test_a_shift_of_a_row_changes_nothing(solution: Any) -> None:
    logits = random(4, 6)
    close(solution.top_k_top_p(logits + 1000, 0.5, 4, 0.8), top_k_top_p(logits, 0.5, 4, 0.8), what="the result")


def test_filters_are_no_further_filter(solution: Any) -> None:
    """What top-k has kept it keeps again."""
    once = solution.top_k_top_p(random(4, 8), 1.0, 3)
    with np.errstate(divide="ignore"):
        close(solution.top_k_top_p(np.log(once), 1.0, 3), once)


@pytest.mark.parametrize("size", [1e3, 1e5, 1e300])
@pytest.mark.parametrize("temperature", [1.0, 0.01])
def test_large_logits_do_not_overflow(solution: Any, size: float, temperature: float) -> None:
    logits = np.array([[size, 0.0, -size], [size, size, 0.0], [-size, -size, -size]])
    check(solution, logits, temperature)
    check(solution, logits, temperature, 2, 0.9)


def test_a_tiny_temperature_is_nearly_greedy(solution: Any) -> None:
    check(solution, random(4, 6), 1e-4)
    check(solution, random(4, 6) * 1e3, 1e-3, 3, 0.9)


def test_float32_is_computed_in_float64(solution: Any) -> None:
    logits = random(3, 50, np.float32)
    for options in ((), (0.7,), (1.0, 10), (1.3, 20, 0.9)):
        check(solution, logits, *options)


def test_logits_that_are_not_contiguous(solution: Any) -> None:
    for logits in (random(6, 4).T, random(6, 8)[::2, ::2], np.broadcast_to(random(1, 5), (3, 5))):
        check(solution, logits, 0.8, 3, 0.9)


def test_arguments_by_keyword(solution: Any) -> None:
    logits = random(3, 6)
    found = solution.top_k_top_p(top_p=0.8, top_k=4, temperature=0.6, logits=logits)
    close(found, top_k_top_p(logits, 0.6, 4, 0.8))


@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=80,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=arguments())
def test_any_arguments_agree_token_by_token(solution: Any, case: tuple[np.ndarray, float, int, float]) -> None:
    check(solution, *case)


# Draws


@pytest.mark.parametrize(
    ("u", "token"),
    [(0.0, 0), (0.1, 0), (0.249, 0), (0.25, 1), (0.3, 1), (0.5, 2), (0.62, 2), (0.625, 3), (0.9, 3), (0.99999, 3)],
    ids=itertools.count(1),
)
def test_a_draw_at_a_border_belongs_to_the_next_token(solution: Any, u: float, token: int) -> None:
    probs = np.array([[0.25, 0.25, 0.125, 0.375]])
    equal(solution.sample(probs, np.array([u])), np.array([token]), f"sample(..., {u})")


def test_tokens_of_probability_0_are_never_drawn(solution: Any) -> None:
    probs = np.array([[0.0, 0.0, 0.5, 0.0, 0.5, 0.0]] * 6)
    u = np.array([0.0, 0.2, 0.49, 0.5, 0.75, 0.99])
    equal(solution.sample(probs, u), np.array([2, 2, 2, 4, 4, 4]), "sample(...)")


@pytest.mark.parametrize("tail", [0, 1, 3])
def test_a_sum_that_is_rounded_below_1(solution: Any, tail: int) -> None:
    """Ten tenths, one by one, are 0.9999999999999999."""
    probs = np.array([[0.1] * 10 + [0.0] * tail])
    equal(solution.sample(probs, np.array([np.nextafter(1.0, 0.0)])), np.array([9]), "sample(...)")


def test_sums_of_several_rows_that_are_rounded_below_1(solution: Any) -> None:
    probs = np.array([[0.1] * 10 + [0.0, 0.0], [0.0, 0.0] + [0.1] * 10, [0.0] + [0.1] * 10 + [0.0]])
    u = np.full(3, np.nextafter(1.0, 0.0))
    equal(solution.sample(probs, u), np.array([9, 11, 10]), "sample(...)")


def test_each_row_has_its_own_number(solution: Any) -> None:
    probs = top_k_top_p(random(7, 7))
    u = np.linspace(0, 0.99, 7)
    equal(solution.sample(probs, u), sample(probs, u), "sample(...)")


def test_a_vocabulary_of_one(solution: Any) -> None:
    equal(solution.sample(np.ones((3, 1)), np.array([0.0, 0.5, 0.999])), np.zeros(3, dtype=np.int64), "sample(...)")


def test_frequencies_are_the_probabilities(solution: Any) -> None:
    p = np.array([0.05, 0.0, 0.6, 0.2, 0.15])
    drawn = solution.sample(np.broadcast_to(p, (1000, 5)), (np.arange(1000) + 0.5) / 1000)
    equal(np.bincount(drawn, minlength=5).tolist(), [50, 0, 600, 200, 150], "how often each token is drawn")


def test_a_large_batch(solution: Any) -> None:
    logits = random(8, 131072, np.float32)
    probs = solution.top_k_top_p(logits, 0.9, 0, 0.9)
    expected = logits.astype(np.float64) / 0.9
    expected = np.exp(expected - expected.max(1, keepdims=True))
    expected /= expected.sum(1, keepdims=True)
    for row, found in zip(expected, probs, strict=True):
        ranked = np.sort(row)[::-1]
        count = int(np.searchsorted(np.cumsum(ranked), 0.9)) + 1
        assert abs(int((found > 0).sum()) - count) <= 1, "the nucleus has another size"
        kept = found > 0
        close(found[kept], row[kept] / row[kept].sum(), rtol=1e-6, atol=0, what="the probabilities that are kept")


def test_draws_of_a_large_batch(solution: Any) -> None:
    probs = np.full((8, 131072), 1 / 131072)
    u = np.arange(8) / 8
    equal(solution.sample(probs, u), np.arange(8) * 16384, "sample(...)")


def test_a_tiny_temperature_still_ranks_close_logits(solution: Any) -> None:
    check(solution, np.array([[0.0, 1e-12, -1e-12]]), 1e-12)
