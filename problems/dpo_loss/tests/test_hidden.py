"""Log-probabilities token by token, the loss pair by pair, gradients, extremes, and what must stay out of the graph."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import dpo, sequence_log_probs
from strategies import arguments, sequences
from torch import Tensor

from sandbox.checks import close, equal, fail

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def batch(size: int, length: int, vocabulary: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Random logits and labels; the first two labels of each item are a prompt, and the last of item 0 is padding."""
    logits = (torch.randn(size, length, vocabulary, dtype=torch.float64) * 2).to(dtype)
    labels = torch.randint(0, vocabulary, (size, length))
    labels[:, :2] = -100
    labels[0, -1] = -100
    return logits, labels


def pairs(size: int, dtype: torch.dtype = torch.float32) -> list[Tensor]:
    return [(torch.randn(size, dtype=torch.float64) * 4 - 20).to(dtype) for _ in range(4)]


# Log-probabilities


@pytest.mark.parametrize("sizes", [(1, 4, 3), (3, 6, 5), (4, 3, 2), (2, 9, 4)], ids=str)
def test_log_probabilities_of_a_batch(solution: Any, sizes: tuple[int, int, int]) -> None:
    logits, labels = batch(*sizes)
    close(solution.sequence_log_probs(logits, labels), sequence_log_probs(logits, labels), **LOOSE)


def test_sizes_that_are_all_alike(solution: Any) -> None:
    logits, labels = batch(4, 4, 4)
    close(solution.sequence_log_probs(logits, labels), sequence_log_probs(logits, labels), **LOOSE)


def test_token_0_counts_like_any_other(solution: Any) -> None:
    """What stands in for -100 must not be taken for a token, nor a token for it."""
    logits = torch.randn(2, 4, 3)
    labels = torch.tensor([[0, 0, 0, 0], [-100, 0, -100, 0]])
    close(solution.sequence_log_probs(logits, labels), sequence_log_probs(logits, labels), **LOOSE)


def test_the_first_label_and_the_last_logits_do_not_count(solution: Any) -> None:
    logits, labels = batch(3, 5, 4)
    expected = sequence_log_probs(logits, labels)
    logits[:, -1], labels[:, 0] = 50 * torch.randn(3, 4), 2
    close(solution.sequence_log_probs(logits, labels), expected, **LOOSE)


def test_a_label_of_minus_100_in_the_middle_adds_nothing(solution: Any) -> None:
    logits, labels = torch.randn(2, 6, 4), torch.randint(0, 4, (2, 6))
    labels[0, 3], labels[1, 2:4] = -100, -100
    close(solution.sequence_log_probs(logits, labels), sequence_log_probs(logits, labels), **LOOSE)


def test_an_answer_without_labels_has_0(solution: Any) -> None:
    logits = torch.randn(2, 4, 3)
    close(solution.sequence_log_probs(logits, torch.full((2, 4), -100)), torch.zeros(2))
    close(solution.sequence_log_probs(logits, torch.tensor([[1, -100, -100, -100]] * 2)), torch.zeros(2))


def test_a_sequence_of_one_token_has_0(solution: Any) -> None:
    close(solution.sequence_log_probs(torch.randn(2, 1, 3), torch.tensor([[1], [2]])), torch.zeros(2))


def test_a_longer_answer_sums_more(solution: Any) -> None:
    """With equal logits every token costs log V."""
    labels = torch.tensor([[-100, 1, -100, -100], [0, 1, 2, 3]])
    expected = torch.tensor([-math.log(4), -3 * math.log(4)])
    close(solution.sequence_log_probs(torch.full((2, 4, 4), 7.0), labels), expected)


def test_shifting_the_logits_of_a_position_changes_nothing(solution: Any) -> None:
    logits, labels = batch(3, 5, 4)
    moved = logits + torch.randn(3, 5, 1) * 10
    close(solution.sequence_log_probs(moved, labels), sequence_log_probs(logits, labels), **LOOSE)


def test_large_logits_do_not_overflow(solution: Any) -> None:
    logits = torch.tensor([[[30000.0, 0.0], [-30000.0, -29999.0], [0.0, 0.0]]])
    out = solution.sequence_log_probs(logits, torch.tensor([[0, 1, 0]]))
    close(out, torch.tensor([-30000.0 - math.log(1 + math.e)]), rtol=1e-6)


def test_logits_that_are_not_contiguous(solution: Any) -> None:
    logits, labels = torch.randn(4, 5, 3).permute(1, 2, 0), torch.randint(0, 4, (3, 5)).T
    close(solution.sequence_log_probs(logits, labels), sequence_log_probs(logits, labels), **LOOSE)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("sizes", [(3, 5, 4), (1, 5, 4), (2, 9, 17)], ids=str)
def test_gradients_of_the_logits(solution: Any, sizes: tuple[int, int, int], dtype: torch.dtype) -> None:
    logits, labels = batch(*sizes, dtype)
    cotangent = torch.randn(sizes[0], dtype=dtype)
    found = solution.vjp(solution.sequence_log_probs, logits.requires_grad_(), labels, cotangents=cotangent)
    out = sequence_log_probs(logits, labels)
    tolerance = 1e-4 if dtype == torch.float32 else 1e-10
    close(found.output.detach(), out.detach(), rtol=tolerance, atol=tolerance)
    (expected,) = torch.autograd.grad(out, logits, cotangent)
    assert found.inputs[0] is not None, "no gradient reaches the logits"
    close(found.inputs[0], expected, rtol=tolerance, atol=tolerance, what="the gradient of the logits")


@drawn
@given(case=sequences())
def test_any_labels_agree_with_the_loop(solution: Any, case: tuple[Tensor, Tensor]) -> None:
    close(solution.sequence_log_probs(*case), sequence_log_probs(*case), **LOOSE)


# The loss


@pytest.mark.parametrize("beta", [0.01, 0.1, 0.5, 2.0])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.4])
def test_beta_and_label_smoothing(solution: Any, beta: float, smoothing: float) -> None:
    policy_chosen, policy_rejected, reference_chosen, reference_rejected = given_pairs = pairs(5)
    expected = dpo((policy_chosen, policy_rejected), (reference_chosen, reference_rejected), beta, smoothing)
    for name, got, right in zip(
        ("the loss", "the chosen rewards", "the rejected rewards"),
        solution.dpo_loss(*given_pairs, beta, smoothing),
        expected,
        strict=False,
    ):
        close(got, right, **LOOSE, what=name)


def test_beta_is_a_tenth_and_labels_are_right_unless_given(solution: Any) -> None:
    given_pairs = pairs(4)
    expected = dpo((given_pairs[0], given_pairs[1]), (given_pairs[2], given_pairs[3]), 0.1, 0.0)
    close(solution.dpo_loss(*given_pairs)[0], expected[0], **LOOSE, what="the loss")
    close(solution.dpo_loss(*given_pairs)[1], expected[1], **LOOSE, what="the chosen rewards")


def test_a_policy_that_is_the_reference_has_the_loss_of_a_coin(solution: Any) -> None:
    chosen, rejected, *_ = pairs(3)
    loss, *rewards = solution.dpo_loss(chosen, rejected, chosen, rejected, 0.3)
    close(loss, torch.tensor(math.log(2)), what="the loss")
    for reward in rewards:
        close(reward, torch.zeros(3), what="the rewards")


def test_the_loss_is_the_mean_over_the_pairs(solution: Any) -> None:
    given_pairs = pairs(6)
    single = [solution.dpo_loss(*(column[i : i + 1] for column in given_pairs), 0.2)[0] for i in range(6)]
    close(solution.dpo_loss(*given_pairs, 0.2)[0], torch.stack(single).mean(), **LOOSE, what="the loss")


@pytest.mark.parametrize("distance", [2000.0, -2000.0, 150.0, -150.0])
def test_answers_far_apart_do_not_overflow(solution: Any, distance: float) -> None:
    chosen = torch.tensor([distance - 3000], requires_grad=True)
    others = [torch.tensor([-3000.0])] * 3
    found = solution.vjp(
        solution.dpo_loss, chosen, *others, 1.0, cotangents=(torch.tensor(1.0),) + (torch.zeros(1),) * 2
    )
    close(found.output[0].detach(), torch.tensor(max(0.0, -distance)), what="the loss")
    close(found.inputs[0], torch.tensor([-1.0 if distance < 0 else 0.0]), what="the gradient")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_gradients_of_the_policy(solution: Any, dtype: torch.dtype, smoothing: float) -> None:
    policy_chosen, policy_rejected, *reference = pairs(5, dtype)
    leaves = [policy_chosen.requires_grad_(), policy_rejected.requires_grad_()]
    ones = (torch.ones((), dtype=dtype),) + (torch.ones(5, dtype=dtype),) * 2
    found = solution.vjp(solution.dpo_loss, *leaves, *reference, 0.3, smoothing, cotangents=ones)
    slope = dpo((policy_chosen, policy_rejected), (reference[0], reference[1]), 0.3, smoothing)[3]
    tolerance = 1e-4 if dtype == torch.float32 else 1e-12
    for name, got, right in zip(("chosen", "rejected"), found.inputs, (slope, -slope), strict=True):
        if got is None:
            fail(f"no gradient reaches policy_{name}")
        close(got, right, rtol=tolerance, atol=tolerance, what=f"the gradient of policy_{name}")


def test_no_gradient_reaches_the_reference(solution: Any) -> None:
    """And none goes through the rewards."""
    leaves = [column.requires_grad_() for column in pairs(3)]
    found = solution.vjp(solution.dpo_loss, *leaves, cotangents=(torch.tensor(1.0),) + (torch.ones(3),) * 2)
    for name, gradient in zip(("chosen", "rejected"), found.inputs[2:], strict=True):
        assert gradient is None or not bool(gradient.any()), f"a gradient reaches reference_{name}"
    for name, reward in zip(("chosen", "rejected"), found.output[1:], strict=True):
        equal(reward.requires_grad, False, f"the {name} rewards: requires_grad")


@drawn
@given(drawn_pairs=arguments())
def test_any_pairs_agree_with_the_formula(solution: Any, drawn_pairs: tuple[Tensor, ...]) -> None:
    policy_chosen, policy_rejected, reference_chosen, reference_rejected = drawn_pairs
    expected = dpo((policy_chosen, policy_rejected), (reference_chosen, reference_rejected), 0.25, 0.0)
    close(solution.dpo_loss(*drawn_pairs, beta=0.25)[0], expected[0], **LOOSE, what="the loss")


def test_a_large_vocabulary(solution: Any) -> None:
    logits, labels = torch.zeros(4, 32, 32768), torch.randint(0, 32768, (4, 32))
    labels[:, :8] = -100
    logits[0] = 3.0
    expected = torch.full((4,), -24 * math.log(32768))
    close(solution.sequence_log_probs(logits, labels), expected, rtol=1e-4, what="the log-probabilities")
