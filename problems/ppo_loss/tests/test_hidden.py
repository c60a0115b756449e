"""Each term token by token, gradients by hand, what the mask hides, and what must stay out of the graph."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import Expected, Tokens, ppo, whitened
from strategies import arguments, numbers_with_a_mask
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
NAMES = ["policy", "value", "kl", "clip_fraction"]
CONSTANTS = ["old_log_probs", "ref_log_probs", "advantages", "old_values", "returns"]
both_dtypes = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def random_mask(rows: int, columns: int) -> Tensor:
    """About a third of it 0, but neither all nor none."""
    mask = (torch.rand(rows, columns) < 0.66).long()
    mask[0, 0], mask[-1, -1] = 1, 0
    return mask


def random_tokens(rows: int, columns: int, dtype: torch.dtype = torch.float32, spread: float = 0.5) -> Tokens:
    """Ratios and values on both sides of their clips."""

    def normal(scale: float) -> Tensor:
        return torch.randn(rows, columns, dtype=torch.float64) * scale

    old, old_values = normal(1) - 3, normal(1)
    tensors = [old + normal(spread), old, old + normal(spread), normal(2) + 1]
    tensors += [old_values + normal(0.4), old_values, old_values + normal(0.5)]
    return Tokens(*(x.to(dtype) for x in tensors), random_mask(rows, columns))


def agree(found: Any, expected: Expected, **tolerance: float) -> None:
    """The loss and all diagnostics."""
    tolerance = tolerance or LOOSE
    assert type(found) is tuple and len(found) == 2, "the result is no tuple of two"  # noqa: PT018
    loss, diagnostics = found
    assert type(diagnostics) is dict, "the diagnostics are no dict"
    equal(sorted(diagnostics), sorted(NAMES), "the names of the diagnostics")
    for name, right in expected.diagnostics.items():
        close(diagnostics[name], right, **tolerance, what=name)
    close(loss.detach(), expected.loss, **tolerance, what="the loss")


# Whitening


@pytest.mark.parametrize("sizes", [(1, 4), (3, 5), (5, 2), (4, 4)], ids=str)
def test_whitening_over_the_mask(solution: Any, sizes: tuple[int, int]) -> None:
    x, mask = torch.randn(sizes) * 3 + 2, random_mask(*sizes)
    close(solution.masked_whiten(x, mask), whitened(x, mask), **LOOSE)


def test_whitened_tokens_have_mean_0_and_mean_square_1(solution: Any) -> None:
    x, mask = torch.randn(3, 6) * 5 - 3, random_mask(3, 6)
    kept = solution.masked_whiten(x, mask)[mask.bool()]
    close(kept.mean(), torch.tensor(0.0), **LOOSE, what="the mean")
    close(kept.square().mean(), torch.tensor(1.0), **LOOSE, what="the mean of the squares")


def test_two_tokens_are_whitened_to_1_and_minus_1(solution: Any) -> None:
    """The variance divides by n: with n - 1 they would be the root of a half."""
    x = torch.tensor([[7.0, 3.0, 100.0]])
    close(solution.masked_whiten(x, torch.tensor([[1, 1, 0]])), torch.tensor([[1.0, -1.0, 0.0]]), **LOOSE)


def test_what_is_masked_becomes_0(solution: Any) -> None:
    x, mask = torch.randn(3, 4), random_mask(3, 4)
    out = solution.masked_whiten(x, mask)
    close(out[mask == 0], torch.zeros(int((mask == 0).sum())), what="what is masked")


@pytest.mark.parametrize("what", [math.nan, math.inf, -math.inf, 1e30])
def test_what_is_masked_does_not_count_in_whitening(solution: Any, what: float) -> None:
    x, mask = torch.randn(3, 4), random_mask(3, 4)
    expected = whitened(x, mask)
    x[mask == 0] = what
    close(solution.masked_whiten(x, mask), expected, **LOOSE)


@pytest.mark.parametrize("eps", [1e-4, 0.5, 3.0])
def test_epsilon_is_added_to_the_variance(solution: Any, eps: float) -> None:
    x, mask = torch.randn(2, 5), random_mask(2, 5)
    close(solution.masked_whiten(x, mask, eps), whitened(x, mask, eps), **LOOSE)


def test_epsilon_is_1e_8_unless_given(solution: Any) -> None:
    x, mask = torch.randn(2, 5) * 1e-4, random_mask(2, 5)
    close(solution.masked_whiten(x, mask), whitened(x, mask), rtol=1e-3, atol=1e-3)


def test_tokens_that_are_all_alike_become_0(solution: Any) -> None:
    mask = torch.tensor([[1, 1, 0], [1, 1, 0]])
    close(solution.masked_whiten(torch.full((2, 3), 2.5), mask), torch.zeros(2, 3))


def test_a_single_token_becomes_0(solution: Any) -> None:
    close(solution.masked_whiten(torch.tensor([[3.0, 1.0]]), torch.tensor([[0, 1]])), torch.zeros(1, 2))


def test_whitening_of_nothing_is_0(solution: Any) -> None:
    close(solution.masked_whiten(torch.randn(2, 3), torch.zeros(2, 3, dtype=torch.int64)), torch.zeros(2, 3))


@pytest.mark.parametrize("mean", [4096, -8192])
def test_a_large_mean_leaves_the_variance_precise(solution: Any, mean: int) -> None:
    """The mean of the squares less the square of the mean has no digit left."""
    x = mean + torch.tensor([[0.0, 1.0, 2.0, 1.0]])
    expected = torch.tensor([[-math.sqrt(2), 0.0, math.sqrt(2), 0.0]])
    close(solution.masked_whiten(x, torch.ones(1, 4, dtype=torch.int64)), expected, **LOOSE)


@both_dtypes
def test_whitening_with_a_boolean_mask(solution: Any, dtype: torch.dtype) -> None:
    x, mask = torch.randn(3, 4, dtype=dtype), random_mask(3, 4)
    close(solution.masked_whiten(x, mask.bool()), whitened(x, mask), **LOOSE)


def test_whitening_of_what_is_not_contiguous(solution: Any) -> None:
    x, mask = torch.randn(4, 3).T, random_mask(4, 3).T
    close(solution.masked_whiten(x, mask), whitened(x, mask), **LOOSE)


@drawn
@given(case=numbers_with_a_mask())
def test_any_mask_is_whitened_like_the_loop(solution: Any, case: tuple[Tensor, Tensor]) -> None:
    close(solution.masked_whiten(*case, eps=0.25), whitened(*case, eps=0.25), **LOOSE)


# The loss


@pytest.mark.parametrize("sizes", [(1, 2), (3, 5), (5, 3), (2, 9)], ids=str)
@pytest.mark.parametrize("whiten", [False, True], ids=["plain", "whitened"])
def test_the_loss_and_its_parts(solution: Any, sizes: tuple[int, int], *, whiten: bool) -> None:
    tokens = random_tokens(*sizes)
    agree(solution.ppo_loss(*tokens, whiten=whiten), ppo(tokens, whiten=whiten))


def test_sizes_that_are_all_alike(solution: Any) -> None:
    tokens = random_tokens(4, 4)
    agree(solution.ppo_loss(*tokens), ppo(tokens))


def test_coefficients_and_clips_have_their_defaults(solution: Any) -> None:
    tokens = random_tokens(4, 6)
    agree(solution.ppo_loss(*tokens), ppo(tokens, 0.2, 0.2, 0.5, 0.1, whiten=True))


@pytest.mark.parametrize(
    "options",
    [(0.1, 0.4, 1.0, 0.5), (0.5, 0.1, 0.25, 0.0), (0.3, 0.3, 0.0, 2.0), (0.05, 1.0, 2.0, 0.02), (0.2, 0.0, 0.5, 0.1)],
    ids=itertools.count(1),
)
def test_other_coefficients_and_clips(solution: Any, options: tuple[float, ...]) -> None:
    tokens = random_tokens(3, 6)
    agree(solution.ppo_loss(*tokens, *options), ppo(tokens, *options))
    names = dict(zip(("clip", "value_clip", "value_coef", "kl_coef"), options, strict=True))
    agree(solution.ppo_loss(*tokens, **names, whiten=False), ppo(tokens, *options, whiten=False))


@pytest.mark.parametrize("advantage", [2.0, -2.0, 0.0])
@pytest.mark.parametrize("ratio", [0.25, 0.75, 0.9, 1.0, 1.1, 1.25, 3.0])
def test_the_surrogate_of_one_token(solution: Any, ratio: float, advantage: float) -> None:
    """It is the smaller of two: only what makes the policy look better is clipped."""
    bounded = min(max(ratio, 0.8), 1.2)
    expected = -min(ratio * advantage, bounded * advantage)
    zero = torch.zeros(1, 1)
    log_probs = torch.tensor([[math.log(ratio)]])
    tokens = Tokens(log_probs, zero, log_probs, zero + advantage, zero, zero, zero, torch.ones(1, 1, dtype=torch.int64))
    loss, diagnostics = solution.ppo_loss(*tokens, whiten=False)
    close(diagnostics["policy"], torch.tensor(expected), **LOOSE, what="policy")
    close(loss, torch.tensor(expected), **LOOSE, what="the loss")
    close(diagnostics["clip_fraction"], torch.tensor(float(not 0.8 < ratio < 1.2)), what="clip_fraction")


@pytest.mark.parametrize(
    ("value", "loss"),
    [(0.0, 0.5), (0.1, 0.405), (1.0, 0.32), (-1.0, 2.0), (1.5, 0.32), (2.5, 1.125)],
    ids=itertools.count(1),
)
def test_the_value_loss_of_one_token(solution: Any, value: float, loss: float) -> None:
    """Half of the larger square: to go further than the clip never pays. The old value is 0, the return 1."""
    zero = torch.zeros(1, 1)
    tokens = Tokens(zero, zero, zero, zero, zero + value, zero, zero + 1, torch.ones(1, 1, dtype=torch.int64))
    found, diagnostics = solution.ppo_loss(*tokens)
    close(diagnostics["value"], torch.tensor(loss), **LOOSE, what="value")
    close(found, torch.tensor(loss / 2), **LOOSE, what="the loss")


@pytest.mark.parametrize("r", [-20.0, -1.0, -0.25, 0.0, 0.5, 2.0, 10.0])
def test_the_kl_estimate_of_one_token(solution: Any, r: float) -> None:
    zero = torch.zeros(1, 1)
    tokens = Tokens(zero, zero, zero + r, zero, zero, zero, zero, torch.ones(1, 1, dtype=torch.int64))
    loss, diagnostics = solution.ppo_loss(*tokens)
    expected = math.exp(r) - r - 1
    close(diagnostics["kl"], torch.tensor(expected), **LOOSE, what="kl")
    close(loss, torch.tensor(expected / 10), **LOOSE, what="the loss")


def test_a_policy_that_is_the_reference_has_no_kl(solution: Any) -> None:
    tokens = random_tokens(3, 4)
    tokens = tokens._replace(ref_log_probs=tokens.log_probs)
    close(solution.ppo_loss(*tokens)[1]["kl"], torch.tensor(0.0), what="kl")


def test_the_first_step_clips_nothing(solution: Any) -> None:
    """All ratios are 1, even with a clip of 0."""
    tokens = random_tokens(3, 4)
    tokens = tokens._replace(log_probs=tokens.old_log_probs, values=tokens.old_values)
    agree(solution.ppo_loss(*tokens, 0.0, 0.0, whiten=False), ppo(tokens, 0.0, 0.0, whiten=False))
    agree(solution.ppo_loss(*tokens), ppo(tokens))


def test_far_ratios_stay_finite(solution: Any) -> None:
    """Log-probabilities that differ by 20, with advantages of both signs."""
    old = torch.full((2, 2), -21.0)
    log_probs = old + torch.tensor([[20.0, 20.0], [-20.0, -20.0]])
    advantages = torch.tensor([[1.0, -1.0], [1.0, -1.0]])
    zero = torch.zeros(2, 2)
    tokens = Tokens(log_probs.requires_grad_(), old, old, advantages, zero, zero, zero, torch.ones(2, 2).long())
    expected = ppo(tokens, whiten=False)
    found = solution.vjp(solution.ppo_loss, *tokens, whiten=False)
    agree(found.output, expected)
    assert found.inputs[0] is not None, "no gradient reaches log_probs"
    close(found.inputs[0], expected.of_log_probs, **LOOSE, what="the gradient of log_probs")


def test_a_token_counts_alike_in_short_and_long_answers(solution: Any) -> None:
    tokens = random_tokens(3, 6)
    mask = (torch.arange(6) < torch.tensor([[6], [1], [3]])).long()
    tokens = tokens._replace(mask=mask)
    agree(solution.ppo_loss(*tokens), ppo(tokens))


def test_padding_and_folding_change_nothing(solution: Any) -> None:
    """The same tokens in one row."""
    tokens = random_tokens(3, 4)
    expected = ppo(tokens)
    folded = Tokens(*(column.reshape(1, 12) for column in tokens))
    padded = Tokens(*(torch.nn.functional.pad(column, (2, 3)) for column in folded))
    agree(solution.ppo_loss(*folded), expected)
    agree(solution.ppo_loss(*padded), expected)


def test_what_is_added_to_all_advantages_is_whitened_away(solution: Any) -> None:
    tokens = random_tokens(3, 4)
    tokens = tokens._replace(advantages=torch.randint(-8, 9, (3, 4)) / 4)
    moved = tokens._replace(advantages=tokens.advantages + 4096)
    agree(solution.ppo_loss(*moved), ppo(tokens), rtol=3e-3, atol=3e-3)


def test_a_row_without_tokens(solution: Any) -> None:
    tokens = random_tokens(3, 4)
    tokens.mask[1] = 0
    agree(solution.ppo_loss(*tokens), ppo(tokens))


@pytest.mark.parametrize("whiten", [False, True], ids=["plain", "whitened"])
def test_a_single_attended_token(solution: Any, *, whiten: bool) -> None:
    tokens = random_tokens(2, 3)
    mask = torch.zeros(2, 3, dtype=torch.int64)
    mask[1, 1] = 1
    tokens = tokens._replace(mask=mask)
    agree(solution.ppo_loss(*tokens, whiten=whiten), ppo(tokens, whiten=whiten))


def test_a_mask_of_ones(solution: Any) -> None:
    tokens = random_tokens(3, 4)
    tokens = tokens._replace(mask=torch.ones(3, 4, dtype=torch.int64))
    agree(solution.ppo_loss(*tokens), ppo(tokens))


@pytest.mark.parametrize("whiten", [False, True], ids=["plain", "whitened"])
def test_without_any_token_all_is_0(solution: Any, *, whiten: bool) -> None:
    tokens = random_tokens(2, 3)
    tokens = tokens._replace(mask=torch.zeros(2, 3, dtype=torch.int64))
    leaves = tokens._replace(log_probs=tokens.log_probs.requires_grad_(), values=tokens.values.requires_grad_())
    found = solution.vjp(solution.ppo_loss, *leaves, whiten=whiten)
    agree(found.output, ppo(tokens, whiten=whiten))
    for name, gradient in zip(("log_probs", "values"), found.inputs, strict=True):
        assert gradient is None or not bool((gradient != 0).any()), f"the gradient of {name} is not 0"


@both_dtypes
def test_a_boolean_mask(solution: Any, dtype: torch.dtype) -> None:
    tokens = random_tokens(3, 5, dtype)
    agree(solution.ppo_loss(*tokens._replace(mask=tokens.mask.bool())), ppo(tokens))


@pytest.mark.parametrize("which", Tokens._fields[:-1])
@pytest.mark.parametrize("what", [math.nan, -math.inf])
def test_what_is_masked_may_be_anything(solution: Any, which: str, what: float) -> None:
    """And none of it reaches a gradient."""
    tokens = random_tokens(3, 4)
    expected = ppo(tokens)
    getattr(tokens, which)[tokens.mask == 0] = what
    leaves = tokens._replace(log_probs=tokens.log_probs.requires_grad_(), values=tokens.values.requires_grad_())
    found = solution.vjp(solution.ppo_loss, *leaves)
    agree(found.output, expected)
    for name, got, right in zip(
        ("log_probs", "values"), found.inputs, (expected.of_log_probs, expected.of_values), strict=True
    ):
        assert got is not None, f"no gradient reaches {name}"
        close(got, right, **LOOSE, what=f"the gradient of {name}")


@both_dtypes
@pytest.mark.parametrize("whiten", [False, True], ids=["plain", "whitened"])
@pytest.mark.parametrize("sizes", [(4, 5), (1, 6), (2, 150)], ids=str)
def test_gradients_of_log_probs_and_values(
    solution: Any, sizes: tuple[int, int], dtype: torch.dtype, *, whiten: bool
) -> None:
    tokens = random_tokens(*sizes, dtype)
    expected = ppo(tokens, 0.2, 0.3, 0.7, 0.4, whiten=whiten)
    leaves = tokens._replace(log_probs=tokens.log_probs.requires_grad_(), values=tokens.values.requires_grad_())
    found = solution.vjp(solution.ppo_loss, *leaves, 0.2, 0.3, 0.7, 0.4, whiten=whiten)
    tolerance = {"rtol": 1e-4, "atol": 1e-5} if dtype == torch.float32 else {"rtol": 1e-9, "atol": 1e-9}
    agree(found.output, expected, **tolerance)
    for name in NAMES:
        equal(found.output[1][name].requires_grad, False, f"{name}: requires_grad")
    for name, got, right in zip(
        ("log_probs", "values"), found.inputs, (expected.of_log_probs, expected.of_values), strict=True
    ):
        assert got is not None, f"no gradient reaches {name}"
        close(got, right, **tolerance, what=f"the gradient of {name}")


@pytest.mark.parametrize("whiten", [False, True], ids=["plain", "whitened"])
def test_no_gradient_reaches_the_rest(solution: Any, *, whiten: bool) -> None:
    tokens = random_tokens(3, 4)
    leaves = Tokens(*(column.requires_grad_() for column in tokens[:-1]), tokens.mask)
    found = solution.vjp(solution.ppo_loss, *leaves, whiten=whiten)
    gradients = dict(zip(Tokens._fields, found.inputs, strict=False))
    for name in CONSTANTS:
        gradient = gradients[name]
        assert gradient is None or not bool((gradient != 0).any()), f"a gradient reaches {name}"
    expected = ppo(Tokens(*(column.detach() for column in tokens)), whiten=whiten)
    close(gradients["log_probs"], expected.of_log_probs, **LOOSE, what="the gradient of log_probs")
    close(gradients["values"], expected.of_values, **LOOSE, what="the gradient of values")


@pytest.mark.parametrize("which", CONSTANTS)
def test_a_loss_of_constants_requires_no_gradient(solution: Any, which: str) -> None:
    """log_probs and values are constants here, and which of the others requires a gradient does not matter."""
    tokens = random_tokens(3, 4)
    expected = ppo(tokens)
    getattr(tokens, which).requires_grad_()
    found = solution.ppo_loss(*tokens)
    agree(found, expected)
    equal(found[0].requires_grad, False, "the loss: requires_grad")


def test_the_diagnostics_are_detached(solution: Any) -> None:
    tokens = random_tokens(3, 4)
    leaves = tokens._replace(log_probs=tokens.log_probs.requires_grad_(), values=tokens.values.requires_grad_())
    loss, diagnostics = solution.ppo_loss(*leaves)
    equal(loss.requires_grad, True, "the loss: requires_grad")
    for name in NAMES:
        equal(diagnostics[name].requires_grad, False, f"{name}: requires_grad")


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    tokens = Tokens(*(column.T for column in random_tokens(5, 3)))
    agree(solution.ppo_loss(*tokens), ppo(tokens))


@drawn
@given(tokens=arguments())
def test_any_tokens_agree_with_the_loop(solution: Any, tokens: Tokens) -> None:
    agree(solution.ppo_loss(*tokens, whiten=False), ppo(tokens, whiten=False))


def many_tokens() -> tuple[Tokens, Expected]:
    """262,144 tokens: 4 of them over and over, so that the loop need not go through all."""
    few = random_tokens(1, 4)._replace(mask=torch.tensor([[1, 1, 0, 1]]))
    return Tokens(*(column.repeat(64, 1024) for column in few)), ppo(few)


def test_a_large_batch(solution: Any) -> None:
    tokens, expected = many_tokens()
    agree(solution.ppo_loss(*tokens), expected, rtol=1e-3, atol=1e-3)


def test_gradients_of_a_large_batch(solution: Any) -> None:
    tokens, expected = many_tokens()
    leaves = tokens._replace(log_probs=tokens.log_probs.requires_grad_(), values=tokens.values.requires_grad_())
    found = solution.vjp(solution.ppo_loss, *leaves)
    agree(found.output, expected, rtol=1e-3, atol=1e-3)
    for name, got, right in zip(
        ("log_probs", "values"), found.inputs, (expected.of_log_probs, expected.of_values), strict=True
    ):
        assert got is not None, f"no gradient reaches {name}"
        close(got * 64 * 1024, right.repeat(64, 1024), rtol=1e-2, atol=1e-3, what=f"the gradient of {name}")
