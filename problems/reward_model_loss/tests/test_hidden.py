"""Rewards row by row, losses pair by pair, gradients by hand, extremes, and what must stay out of the graph."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import gradients_at_the_last, pairwise, ranked, rewards_at_the_last
from strategies import arguments, ranked_answers, sequences
from torch import Tensor

from sandbox.checks import close, equal, fail

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
both_dtypes = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def tolerance(dtype: torch.dtype) -> dict[str, float]:
    return LOOSE if dtype == torch.float32 else {"rtol": 1e-10, "atol": 1e-10}


def states(batch: int, length: int, width: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Hidden states and a weight."""
    hidden, weight = torch.randn(batch, length, width, dtype=torch.float64), torch.randn(width, dtype=torch.float64)
    return hidden.to(dtype), weight.to(dtype)


def right_padded(lengths: list[int], length: int) -> Tensor:
    return (torch.arange(length) < torch.tensor(lengths)[:, None]).long()


# The reward at the last token


@pytest.mark.parametrize("sizes", [(3, 6, 4), (4, 2, 3), (1, 5, 2), (2, 7, 1)], ids=str)
def test_padding_on_the_right(solution: Any, sizes: tuple[int, int, int]) -> None:
    hidden, weight = states(*sizes)
    mask = right_padded([1 + row % sizes[1] for row in range(sizes[0])], sizes[1])
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


@pytest.mark.parametrize("sizes", [(3, 6, 4), (4, 2, 3), (1, 5, 2), (2, 7, 1)], ids=str)
def test_padding_on_the_left(solution: Any, sizes: tuple[int, int, int]) -> None:
    hidden, weight = states(*sizes)
    mask = right_padded([1 + row % sizes[1] for row in range(sizes[0])], sizes[1]).flip(1)
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


def test_sizes_that_are_all_alike(solution: Any) -> None:
    hidden, weight = states(4, 4, 4)
    mask = right_padded([4, 1, 3, 2], 4)
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


def test_padding_on_both_sides_in_one_batch(solution: Any) -> None:
    hidden, weight = states(3, 5, 2)
    mask = torch.tensor([[0, 1, 1, 1, 0], [1, 1, 0, 0, 0], [0, 0, 0, 1, 1]])
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


def test_a_gap_in_the_mask_is_not_the_end(solution: Any) -> None:
    hidden, weight = states(3, 6, 3)
    mask = torch.tensor([[1, 0, 1, 1, 0, 0], [1, 1, 0, 0, 0, 1], [0, 1, 0, 1, 0, 0]])
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


def test_a_batch_without_padding(solution: Any) -> None:
    hidden, weight = states(3, 5, 2)
    mask = torch.ones(3, 5, dtype=torch.int64)
    close(solution.last_token_rewards(hidden, mask, weight), (hidden[:, -1] * weight).sum(1), **LOOSE)


@pytest.mark.parametrize("position", range(4))
def test_a_single_attended_token(solution: Any, position: int) -> None:
    hidden, weight = states(2, 4, 3)
    mask = torch.zeros(2, 4, dtype=torch.int64)
    mask[:, position] = 1
    close(solution.last_token_rewards(hidden, mask, weight), (hidden[:, position] * weight).sum(1), **LOOSE)


def test_sequences_of_one_token(solution: Any) -> None:
    hidden, weight = states(3, 1, 2)
    mask = torch.ones(3, 1, dtype=torch.int64)
    close(solution.last_token_rewards(hidden, mask, weight), (hidden[:, 0] * weight).sum(1), **LOOSE)


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_boolean_mask(solution: Any, side: str) -> None:
    hidden, weight = states(3, 5, 4)
    mask = right_padded([3, 5, 2], 5)
    mask = mask.flip(1) if side == "left" else mask
    close(solution.last_token_rewards(hidden, mask.bool(), weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


@pytest.mark.parametrize("what", [math.nan, math.inf, 1e30])
def test_what_stands_in_the_padding_does_not_count(solution: Any, what: float) -> None:
    hidden, weight = states(2, 5, 3)
    mask = torch.tensor([[1, 1, 0, 0, 0], [0, 0, 1, 0, 1]])
    hidden[mask == 0] = what
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


def test_what_is_attended_before_the_last_token_does_not_count(solution: Any) -> None:
    hidden, weight = states(2, 4, 3)
    mask = torch.tensor([[1, 1, 1, 0], [0, 1, 1, 1]])
    expected = rewards_at_the_last(hidden, mask, weight)
    hidden[0, :2], hidden[1, :3] = 100.0, -100.0
    close(solution.last_token_rewards(hidden, mask, weight), expected, **LOOSE)


@both_dtypes
def test_gradients_of_the_hidden_states_and_of_the_weight(solution: Any, dtype: torch.dtype) -> None:
    hidden, weight = states(4, 5, 3, dtype)
    mask = torch.tensor([[1, 1, 1, 0, 0], [0, 0, 1, 1, 1], [1, 0, 0, 1, 0], [1, 1, 1, 1, 1]])
    cotangent = torch.randn(4, dtype=dtype)
    arguments = hidden.requires_grad_(), mask, weight.requires_grad_()
    found = solution.vjp(solution.last_token_rewards, *arguments, cotangents=cotangent)
    close(found.output.detach(), rewards_at_the_last(*arguments), **tolerance(dtype), what="the rewards")
    for name, got, right in zip(
        ("hidden", "weight"), found.inputs, gradients_at_the_last(*arguments, cotangent), strict=True
    ):
        assert got is not None, f"no gradient reaches {name}"
        close(got, right, **tolerance(dtype), what=f"the gradient of {name}")


@pytest.mark.parametrize("what", [math.nan, math.inf])
def test_padding_that_is_not_finite_leaves_the_gradients_alone(solution: Any, what: float) -> None:
    hidden, weight = states(2, 4, 3)
    mask = torch.tensor([[1, 1, 0, 0], [0, 0, 1, 1]])
    hidden[mask == 0] = what
    arguments = hidden.requires_grad_(), mask, weight.requires_grad_()
    found = solution.vjp(solution.last_token_rewards, *arguments, cotangents=torch.ones(2))
    for name, got, right in zip(
        ("hidden", "weight"), found.inputs, gradients_at_the_last(*arguments, torch.ones(2)), strict=True
    ):
        assert got is not None, f"no gradient reaches {name}"
        close(got, right, **LOOSE, what=f"the gradient of {name}")


def test_inputs_that_are_not_contiguous(solution: Any) -> None:
    hidden, weight = torch.randn(5, 4, 3).permute(2, 0, 1), torch.randn(4, 2)[:, 1]
    mask = right_padded([2, 5, 3], 5).T.contiguous().T
    close(solution.last_token_rewards(hidden, mask, weight), rewards_at_the_last(hidden, mask, weight), **LOOSE)


@drawn
@given(case=sequences())
def test_any_mask_agrees_with_the_loop(solution: Any, case: tuple[Tensor, Tensor, Tensor]) -> None:
    close(solution.last_token_rewards(*case), rewards_at_the_last(*case), **LOOSE)


def test_a_large_batch_of_sequences(solution: Any) -> None:
    hidden, weight = torch.zeros(64, 1024, 64), torch.ones(64)
    lengths = [1 + 16 * row for row in range(64)]
    for row, length in enumerate(lengths):
        hidden[row, length - 1] = row
        hidden[row, length:] = math.nan
    expected = 64.0 * torch.arange(64)
    close(solution.last_token_rewards(hidden, right_padded(lengths, 1024), weight), expected)


# Two answers


@pytest.mark.parametrize("size", [1, 2, 7])
def test_the_mean_over_the_pairs(solution: Any, size: int) -> None:
    chosen, rejected = torch.randn(size) * 3, torch.randn(size) * 3
    loss, accuracy, _ = pairwise(chosen, rejected)
    found = solution.reward_model_loss(chosen, rejected)
    equal(len(found), 2, "the number of results")
    close(found[0], loss, **LOOSE, what="the loss")
    close(found[1], accuracy, what="the accuracy")


def test_equal_rewards_have_the_loss_of_a_coin(solution: Any) -> None:
    rewards = torch.tensor([3.0, -1.0, 0.0])
    loss, accuracy = solution.reward_model_loss(rewards, rewards)
    close(loss, torch.tensor(math.log(2)), what="the loss")
    close(accuracy, torch.tensor(0.5), what="the accuracy")


def test_ties_count_half(solution: Any) -> None:
    chosen, rejected = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]), torch.tensor([1.0, 1.0, 3.0, 5.0, 6.0])
    close(solution.reward_model_loss(chosen, rejected)[1], torch.tensor(0.4), what="the accuracy")


def test_only_the_difference_of_the_rewards_counts(solution: Any) -> None:
    chosen, rejected, moved = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 1.0]), torch.tensor([64.0, -32.0])
    loss, accuracy, _ = pairwise(chosen, rejected)
    found = solution.reward_model_loss(chosen + moved, rejected + moved)
    close(found[0], loss, **LOOSE, what="the loss")
    close(found[1], accuracy, what="the accuracy")


def test_turning_a_pair_round_adds_its_difference(solution: Any) -> None:
    """-log sigma(-d) = d - log sigma(d)."""
    chosen, rejected = torch.tensor([1.5]), torch.tensor([-0.75])
    right, wrong = solution.reward_model_loss(chosen, rejected)[0], solution.reward_model_loss(rejected, chosen)[0]
    close(wrong - right, torch.tensor(2.25), **LOOSE, what="the difference of the losses")


@pytest.mark.parametrize("size", [1, 4])
def test_a_margin_is_taken_off_the_difference(solution: Any, size: int) -> None:
    chosen, rejected, margin = torch.randn(size) * 2, torch.randn(size) * 2, torch.rand(size) * 3
    loss, accuracy, _ = pairwise(chosen, rejected, margin)
    found = solution.reward_model_loss(chosen, rejected, margin)
    close(found[0], loss, **LOOSE, what="the loss")
    close(found[1], accuracy, what="the accuracy")


def test_a_margin_of_0_is_none(solution: Any) -> None:
    chosen, rejected = torch.randn(3), torch.randn(3)
    loss = pairwise(chosen, rejected)[0]
    close(solution.reward_model_loss(chosen, rejected, torch.zeros(3))[0], loss, **LOOSE, what="the loss")
    close(solution.reward_model_loss(chosen, rejected, margin=None)[0], loss, **LOOSE, what="the loss")


def test_the_accuracy_knows_no_margin(solution: Any) -> None:
    chosen, rejected = torch.tensor([1.0, 1.0, 0.0]), torch.tensor([0.0, 1.0, 1.0])
    _, accuracy = solution.reward_model_loss(chosen, rejected, torch.tensor([3.0, 3.0, 3.0]))
    close(accuracy, torch.tensor(0.5), what="the accuracy")


@both_dtypes
@pytest.mark.parametrize("distance", [2000.0, -2000.0, 120.0, -120.0])
def test_rewards_far_apart_do_not_overflow(solution: Any, distance: float, dtype: torch.dtype) -> None:
    chosen = torch.full((2,), distance / 2, dtype=dtype, requires_grad=True)
    rejected = torch.full((2,), -distance / 2, dtype=dtype)
    loss, accuracy, slope = pairwise(chosen, rejected)
    found = solution.vjp(solution.reward_model_loss, chosen, rejected, cotangents=(torch.ones_like(loss),) * 2)
    close(found.output[0].detach(), loss, what="the loss")
    close(found.output[1], accuracy, what="the accuracy")
    assert found.inputs[0] is not None, "no gradient reaches chosen"
    close(found.inputs[0], slope, what="the gradient")


@both_dtypes
@pytest.mark.parametrize("with_margin", [False, True], ids=["no margin", "margin"])
def test_gradients_of_both_rewards(solution: Any, dtype: torch.dtype, *, with_margin: bool) -> None:
    chosen, rejected = (torch.randn(5, dtype=dtype).requires_grad_() for _ in range(2))
    margin = torch.rand(5, dtype=dtype) if with_margin else None
    loss, accuracy, slope = pairwise(chosen, rejected, margin)
    found = solution.vjp(solution.reward_model_loss, chosen, rejected, margin, cotangents=(torch.ones_like(loss),) * 2)
    close(found.output[0].detach(), loss, **tolerance(dtype), what="the loss")
    close(found.output[1].detach(), accuracy, **tolerance(dtype), what="the accuracy")
    equal(found.output[1].requires_grad, False, "the accuracy: requires_grad")
    for name, got, right in zip(("chosen", "rejected"), found.inputs, (slope, -slope), strict=True):
        if got is None:
            fail(f"no gradient reaches {name}")
        close(got, right, **tolerance(dtype), what=f"the gradient of {name}")


def test_no_gradient_reaches_the_margin(solution: Any) -> None:
    leaves = [torch.randn(3).requires_grad_() for _ in range(3)]
    found = solution.vjp(solution.reward_model_loss, *leaves, cotangents=(torch.tensor(1.0),) * 2)
    gradient = found.inputs[2]
    assert gradient is None or not bool(gradient.any()), "a gradient reaches the margin"


def test_a_margin_that_learns_stays_alone_where_the_rewards_do_not(solution: Any) -> None:
    """Nothing else requires a gradient, so the loss must not either."""
    chosen, rejected, margin = torch.randn(3), torch.randn(3), torch.ones(3, requires_grad=True)
    loss, _ = solution.reward_model_loss(chosen, rejected, margin)
    close(loss.detach(), pairwise(chosen, rejected, margin)[0], **LOOSE, what="the loss")
    equal(loss.requires_grad, False, "the loss: requires_grad")


def test_the_accuracy_is_detached(solution: Any) -> None:
    chosen, rejected = (torch.randn(3).requires_grad_() for _ in range(2))
    loss, accuracy = solution.reward_model_loss(chosen, rejected)
    close(accuracy.detach(), pairwise(chosen, rejected)[1], what="the accuracy")
    equal(accuracy.requires_grad, False, "the accuracy: requires_grad")
    equal(loss.requires_grad, True, "the loss: requires_grad")


def test_rewards_that_are_not_contiguous(solution: Any) -> None:
    chosen, rejected = torch.randn(4, 2).unbind(1)
    loss, accuracy, _ = pairwise(chosen, rejected)
    found = solution.reward_model_loss(chosen, rejected)
    close(found[0], loss, **LOOSE, what="the loss")
    close(found[1], accuracy, what="the accuracy")


@drawn
@given(case=arguments())
def test_any_pairs_agree_with_the_formula(solution: Any, case: tuple[Tensor, Tensor, Tensor]) -> None:
    loss, accuracy, _ = pairwise(*case)
    found = solution.reward_model_loss(*case)
    close(found[0], loss, **LOOSE, what="the loss")
    close(found[1], accuracy, what="the accuracy")


# Ranked answers


@pytest.mark.parametrize("sizes", [(1, 2), (3, 4), (4, 3), (2, 9)], ids=str)
def test_all_pairs_of_a_ranking(solution: Any, sizes: tuple[int, int]) -> None:
    rewards, ranks = torch.randn(sizes) * 2, torch.rand(sizes).argsort(1)
    close(solution.ranked_loss(rewards, ranks), ranked(rewards, ranks)[0], **LOOSE, what="the loss")


def test_as_many_prompts_as_answers(solution: Any) -> None:
    rewards, ranks = torch.randn(4, 4) * 2, torch.randint(0, 3, (4, 4))
    close(solution.ranked_loss(rewards, ranks), ranked(rewards, ranks)[0], **LOOSE, what="the loss")


def test_two_answers_are_one_pair(solution: Any) -> None:
    rewards = torch.randn(3, 2) * 2
    right, wrong = torch.tensor([[0, 1]] * 3), torch.tensor([[1, 0]] * 3)
    close(solution.ranked_loss(rewards, right), pairwise(*rewards.unbind(1))[0], **LOOSE, what="the loss")
    close(solution.ranked_loss(rewards, wrong), pairwise(*rewards.flip(1).unbind(1))[0], **LOOSE, what="the loss")


def test_the_order_of_the_answers_does_not_matter(solution: Any) -> None:
    rewards, ranks, order = torch.randn(3, 5), torch.randint(0, 4, (3, 5)), torch.randperm(5)
    expected = ranked(rewards, ranks)[0]
    close(solution.ranked_loss(rewards[:, order], ranks[:, order]), expected, **LOOSE, what="the loss")


def test_equal_ranks_make_no_pair(solution: Any) -> None:
    rewards, ranks = torch.tensor([[0.0, 5.0, 1.0, -3.0]]), torch.tensor([[1, 1, 2, 2]])
    expected = ranked(rewards, ranks)[0]
    close(solution.ranked_loss(rewards, ranks), expected, **LOOSE, what="the loss")


def test_every_prompt_counts_alike(solution: Any) -> None:
    """One has 6 pairs, one has 3, one has none."""
    rewards = torch.randn(3, 4) * 3
    ranks = torch.tensor([[4, 2, 1, 3], [1, 2, 2, 2], [1, 1, 1, 1]])
    expected = (ranked(rewards[:1], ranks[:1])[0] + ranked(rewards[1:2], ranks[1:2])[0]) / 2
    close(solution.ranked_loss(rewards, ranks), expected, **LOOSE, what="the loss")


@pytest.mark.parametrize("empty", [0, 1, 2])
def test_a_prompt_without_pairs_is_not_counted(solution: Any, empty: int) -> None:
    rewards, ranks = torch.randn(3, 3), torch.rand(3, 3).argsort(1)
    ranks[empty] = 5
    others = [row for row in range(3) if row != empty]
    expected = ranked(rewards[others], ranks[others])[0]
    close(solution.ranked_loss(rewards, ranks), expected, **LOOSE, what="the loss")


@both_dtypes
@pytest.mark.parametrize("sizes", [(2, 3), (4, 1), (1, 2)], ids=str)
def test_without_any_pair_the_loss_and_its_gradient_are_0(
    solution: Any, sizes: tuple[int, int], dtype: torch.dtype
) -> None:
    rewards = torch.randn(sizes, dtype=dtype).requires_grad_()
    found = solution.vjp(solution.ranked_loss, rewards, torch.full(sizes, 2))
    close(found.output.detach(), torch.zeros((), dtype=dtype), what="the loss")
    gradient = found.inputs[0]
    assert gradient is None or not bool((gradient != 0).any()), "a gradient that is not 0"


def test_a_single_answer_has_the_loss_0(solution: Any) -> None:
    close(solution.ranked_loss(torch.tensor([[3.0]]), torch.tensor([[1]])), torch.zeros(()), what="the loss")


@pytest.mark.parametrize(
    "ranks", [[0, 10, 3, 7], [-5, 2, -1, 0], [1, 2**40, 4, 2**33]], ids=["gaps", "negative", "large"]
)
def test_only_the_order_of_the_ranks_counts(solution: Any, ranks: list[int]) -> None:
    rewards = torch.randn(1, 4) * 2
    expected = ranked(rewards, torch.tensor([[0, 3, 1, 2]]))[0]
    close(solution.ranked_loss(rewards, torch.tensor([ranks])), expected, **LOOSE, what="the loss")


def test_rewards_in_the_right_order_cost_less(solution: Any) -> None:
    rewards, ranks = torch.tensor([[3.0, 2.0, 1.0, 0.0]]), torch.tensor([[1, 2, 3, 4]])
    right, wrong = solution.ranked_loss(rewards, ranks), solution.ranked_loss(-rewards, ranks)
    assert bool(right < math.log(2) < wrong), "a ranking that is turned round does not cost more"


@both_dtypes
@pytest.mark.parametrize("prompts", [1, 4])
def test_gradients_of_ranked_rewards(solution: Any, prompts: int, dtype: torch.dtype) -> None:
    rewards = torch.randn(prompts, 4, dtype=dtype).requires_grad_()
    ranks = torch.tensor([[3, 1, 2, 4], [1, 1, 2, 3], [6, 6, 6, 6], [2, 1, 1, 1]])[:prompts]
    loss, gradient = ranked(rewards, ranks)
    found = solution.vjp(solution.ranked_loss, rewards, ranks)
    close(found.output.detach(), loss, **tolerance(dtype), what="the loss")
    assert found.inputs[0] is not None, "no gradient reaches the rewards"
    close(found.inputs[0], gradient, **tolerance(dtype), what="the gradient of the rewards")


def test_ranked_rewards_far_apart_do_not_overflow(solution: Any) -> None:
    """In both orders, so that what is not a pair must not overflow either."""
    rewards = torch.tensor([[1000.0, 0.0, -1000.0], [-1000.0, 0.0, 1000.0]], requires_grad=True)
    ranks = torch.tensor([[1, 2, 3], [1, 2, 3]])
    loss, gradient = ranked(rewards, ranks)
    found = solution.vjp(solution.ranked_loss, rewards, ranks)
    close(found.output.detach(), loss, rtol=1e-5, what="the loss")
    assert found.inputs[0] is not None, "no gradient reaches the rewards"
    close(found.inputs[0], gradient, **LOOSE, what="the gradient of the rewards")


@both_dtypes
@pytest.mark.parametrize("distance", [2000.0, -2000.0])
def test_two_ranked_answers_far_apart_do_not_overflow(solution: Any, distance: float, dtype: torch.dtype) -> None:
    rewards = torch.tensor([[distance, 0.0]], dtype=dtype)
    loss = solution.ranked_loss(rewards, torch.tensor([[1, 2]]))
    close(loss, torch.tensor(max(0.0, -distance), dtype=dtype), what="the loss")


def test_rankings_that_are_not_contiguous(solution: Any) -> None:
    rewards, ranks = torch.randn(4, 3).T, torch.rand(4, 3).argsort(0).T
    close(solution.ranked_loss(rewards, ranks), ranked(rewards, ranks)[0], **LOOSE, what="the loss")


@drawn
@given(case=ranked_answers())
def test_any_ranking_agrees_with_the_loop(solution: Any, case: tuple[Tensor, Tensor]) -> None:
    close(solution.ranked_loss(*case), ranked(*case)[0], **LOOSE, what="the loss")


def test_a_thousand_prompts_with_many_answers(solution: Any) -> None:
    rewards, ranks = torch.zeros(1024, 32), torch.arange(32).expand(1024, 32).contiguous()
    close(solution.ranked_loss(rewards, ranks), torch.tensor(math.log(2)), **LOOSE, what="the loss")


def test_gradients_of_a_thousand_prompts_with_many_answers(solution: Any) -> None:
    rewards, ranks = torch.zeros(1024, 32, requires_grad=True), torch.arange(32).expand(1024, 32).contiguous()
    found = solution.vjp(solution.ranked_loss, rewards, ranks)
    close(found.output.detach(), torch.tensor(math.log(2)), **LOOSE, what="the loss")
    assert found.inputs[0] is not None, "no gradient reaches the rewards"
    # answer k loses to k others and beats 31 - k, each with a slope of a half
    expected = (torch.arange(32.0) - 15.5) / 496 / 1024
    close(found.inputs[0], expected.expand(1024, 32), rtol=1e-3, atol=1e-9, what="the gradient of the rewards")


@both_dtypes
def test_the_smallest_lead_is_a_lead(solution: Any, dtype: torch.dtype) -> None:
    chosen = torch.tensor([1e-30, 0.0, 0.0, 1e-20], dtype=dtype)
    rejected = torch.tensor([0.0, 1e-30, 0.0, 0.0], dtype=dtype)
    close(solution.reward_model_loss(chosen, rejected)[1], torch.tensor(0.625, dtype=dtype), what="the accuracy")
