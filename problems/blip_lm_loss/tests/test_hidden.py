"""Labels with padding on either side, both reductions token by token, gradients, extremes, and a large vocabulary."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from reference import answer_loss, lm_labels, lm_loss
from strategies import arguments, predictions
from torch import Tensor

from sandbox.checks import close, equal

LOOSE = {"rtol": 1e-4, "atol": 1e-4}
drawn = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def batch(size: int, length: int, vocabulary: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, labels and weights; sequences have prompts and answers of several lengths."""
    logits = (torch.randn(size, length, vocabulary, dtype=torch.float64) * 2).to(dtype)
    labels = torch.randint(0, vocabulary, (size, length))
    for i in range(size):
        labels[i, : i % 3] = -100
        labels[i, length - i % 2 :] = -100
    return logits, labels, torch.rand(size, dtype=torch.float64).to(dtype)


def check_labels(solution: Any, ids: Tensor, mask: Tensor, prompts: Tensor) -> None:
    equal(solution.lm_labels(ids, mask, prompts), lm_labels(ids, mask, prompts), "the labels")


# Labels


@pytest.mark.parametrize("prompt", [0, 1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("padding", ["none", "right", "left", "both"])
def test_prompts_and_padding(solution: Any, padding: str, prompt: int) -> None:
    mask = {"none": [1] * 6, "right": [1] * 4 + [0] * 2, "left": [0] * 2 + [1] * 4, "both": [0, 1, 1, 1, 1, 0]}[padding]
    ids = torch.tensor([[3, 1, 4, 1, 5, 9]])
    check_labels(solution, ids, torch.tensor([mask]), torch.tensor([prompt]))


def test_each_sequence_has_its_own_prompt_and_padding(solution: Any) -> None:
    ids = torch.arange(20).reshape(4, 5)
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 0, 1, 1, 1], [0, 1, 1, 1, 1]])
    check_labels(solution, ids, mask, torch.tensor([2, 1, 2, 0]))
    check_labels(solution, ids, mask, torch.tensor([0, 5, 3, 1]))


def test_sizes_that_are_all_alike(solution: Any) -> None:
    check_labels(solution, torch.arange(9).reshape(3, 3), torch.ones(3, 3).long(), torch.tensor([0, 1, 2]))


def test_padding_is_what_the_mask_says(solution: Any) -> None:
    """A token with the id 0, or the same token in the text and in the padding."""
    ids = torch.tensor([[1, 0, 5, 0, 7], [5, 5, 5, 5, 5]])
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    check_labels(solution, ids, mask, torch.tensor([1, 1]))


def test_a_sequence_of_padding_alone(solution: Any) -> None:
    check_labels(solution, torch.tensor([[4, 4], [4, 5]]), torch.tensor([[0, 0], [1, 1]]), torch.tensor([0, 1]))


def test_the_ids_are_not_changed(solution: Any) -> None:
    ids, mask = torch.tensor([[1, 2, 3]]), torch.ones(1, 3).long()
    first = solution.lm_labels(ids, mask, torch.tensor([2]))
    equal(solution.lm_labels(ids, mask, torch.tensor([0])), ids, "the labels without a prompt")
    equal(first, torch.tensor([[-100, -100, 3]]), "the labels")


def test_ids_that_are_not_contiguous(solution: Any) -> None:
    ids, mask = torch.arange(24).reshape(6, 4).T[:, ::2], torch.ones(3, 4).long().T
    check_labels(solution, ids, mask, torch.tensor([0, 1, 2, 3]))


@drawn
@given(case=arguments())
def test_any_caption_agrees_token_by_token(solution: Any, case: tuple[Tensor, Tensor, Tensor]) -> None:
    check_labels(solution, *case)


# The mean over tokens


@pytest.mark.parametrize("sizes", [(1, 4, 3), (4, 6, 5), (5, 3, 2), (2, 9, 4), (4, 4, 4)], ids=str)
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.6])
def test_losses_of_a_batch(solution: Any, sizes: tuple[int, int, int], smoothing: float) -> None:
    logits, labels, weights = batch(*sizes)
    found = solution.lm_loss(logits, labels, smoothing)
    close(found, lm_loss(logits, labels, smoothing), **LOOSE, what="lm_loss")
    found = solution.answer_loss(logits, labels, weights, 3, smoothing)
    close(found, answer_loss(logits, labels, weights, 3, smoothing), **LOOSE, what="answer_loss")


def test_a_tenth_is_smoothed_unless_told(solution: Any) -> None:
    logits, labels, weights = batch(4, 5, 3)
    close(solution.lm_loss(logits, labels), lm_loss(logits, labels, 0.1), **LOOSE, what="lm_loss")
    found = solution.answer_loss(logits, labels, weights, 2)
    close(found, answer_loss(logits, labels, weights, 2, 0.1), **LOOSE, what="answer_loss")


def test_a_long_caption_weighs_more_than_a_short_one(solution: Any) -> None:
    """Equal logits cost log V a token; one bad token among five is a fifth of the mean, not a half."""
    logits, labels = torch.zeros(2, 5, 4), torch.full((2, 5), -100)
    labels[0, 1:], labels[1, 1] = 2, 3
    logits[1, 0, 0] = 50.0
    expected = torch.tensor((4 * math.log(4) + 50.0) / 5)
    close(solution.lm_loss(logits, labels, 0.0), expected, **LOOSE, what="lm_loss")


def test_the_first_label_and_the_last_logits_do_not_count(solution: Any) -> None:
    logits, labels, weights = batch(3, 5, 4)
    expected = lm_loss(logits, labels), answer_loss(logits, labels, weights, 2)
    logits[:, -1], labels[:, 0] = 50 * torch.randn(3, 4), 2
    close(solution.lm_loss(logits, labels), expected[0], **LOOSE, what="lm_loss")
    close(solution.answer_loss(logits, labels, weights, 2), expected[1], **LOOSE, what="answer_loss")


def test_a_label_of_minus_100_in_the_middle_adds_nothing(solution: Any) -> None:
    logits, labels, weights = batch(2, 6, 4)
    labels[:, 3] = -100
    close(solution.lm_loss(logits, labels), lm_loss(logits, labels), **LOOSE, what="lm_loss")
    found = solution.answer_loss(logits, labels, weights, 1)
    close(found, answer_loss(logits, labels, weights, 1), **LOOSE, what="answer_loss")


@pytest.mark.parametrize("length", [1, 4])
def test_where_nothing_is_predicted_losses_and_gradients_are_0(solution: Any, length: int) -> None:
    logits, labels = torch.randn(2, length, 3), torch.full((2, length), -100)
    labels[:, 0] = 1
    for function, others in ((solution.lm_loss, ()), (solution.answer_loss, (torch.ones(2), 2))):
        found = solution.vjp(function, logits.requires_grad_(), labels, *others, cotangents=torch.tensor(1.0))
        close(found.output.detach(), torch.tensor(0.0), what="the loss")
        gradient = found.inputs[0]
        assert gradient is None or not bool(gradient.any() or gradient.isnan().any()), "the gradient is not 0"


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_large_logits_do_not_overflow(solution: Any, smoothing: float) -> None:
    logits = torch.tensor([[[30000.0, 0.0], [-30000.0, -29999.0], [0.0, 0.0]]], dtype=torch.float64)
    labels, weights = torch.tensor([[0, 1, 0]]), torch.ones(1, dtype=torch.float64)
    close(solution.lm_loss(logits, labels, smoothing), lm_loss(logits, labels, smoothing), what="lm_loss")
    found = solution.answer_loss(logits, labels, weights, 1, smoothing)
    close(found, answer_loss(logits, labels, weights, 1, smoothing), what="answer_loss")


# Answers


@pytest.mark.parametrize("questions", [1, 2, 5])
def test_the_total_is_divided_by_the_questions(solution: Any, questions: int) -> None:
    logits, labels, weights = batch(5, 4, 3)
    found = solution.answer_loss(logits, labels, weights, questions, 0.0)
    close(found, answer_loss(logits, labels, weights, questions, 0.0), **LOOSE)


def test_an_answer_sums_over_its_tokens(solution: Any) -> None:
    """With equal logits every token costs log V, and an answer without weight nothing."""
    labels = torch.tensor([[-100, 1, 2, 3, 0], [-100, 1, -100, -100, -100], [-100, 1, 1, 1, 1]])
    found = solution.answer_loss(torch.full((3, 5, 4), 7.0), labels, torch.tensor([0.5, 1.0, 0.0]), 2)
    close(found, torch.tensor((0.5 * 4 + 1.0) * math.log(4) / 2), **LOOSE)


def test_weights_are_not_normalised(solution: Any) -> None:
    logits, labels, weights = batch(4, 5, 3)
    single = solution.answer_loss(logits, labels, weights, 2)
    close(solution.answer_loss(logits, labels, weights * 3, 2), single * 3, **LOOSE, what="the loss of tripled weights")


def test_questions_by_keyword(solution: Any) -> None:
    logits, labels, weights = batch(3, 4, 3)
    found = solution.answer_loss(label_smoothing=0.3, questions=2, weights=weights, labels=labels, logits=logits)
    close(found, answer_loss(logits, labels, weights, 2, 0.3), **LOOSE)


# Gradients, layout, size


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("sizes", [(4, 5, 3), (1, 4, 3), (2, 9, 17)], ids=str)
def test_gradients_of_the_logits(
    solution: Any, sizes: tuple[int, int, int], smoothing: float, dtype: torch.dtype
) -> None:
    logits, labels, weights = batch(*sizes, dtype)
    weights.requires_grad_()
    tolerance = 1e-5 if dtype == torch.float32 else 1e-12
    for name, expected, others in (("lm_loss", lm_loss, ()), ("answer_loss", answer_loss, (weights, 3))):
        arguments_after = (labels, *others, smoothing)
        one = torch.ones((), dtype=dtype)
        found = solution.vjp(getattr(solution, name), logits.requires_grad_(), *arguments_after, cotangents=one)
        out = expected(logits, *arguments_after)
        close(found.output.detach(), out.detach(), rtol=tolerance, atol=tolerance, what=name)
        (right,) = torch.autograd.grad(out, logits)
        assert found.inputs[0] is not None, f"no gradient of {name} reaches the logits"
        close(found.inputs[0], right, rtol=tolerance, atol=tolerance, what=f"the gradient of {name}")
        for gradient in found.inputs[1:]:
            assert gradient is None or not bool(gradient.any()), "a gradient reaches the weights"


@pytest.mark.parametrize("layout", ["turned", "every-second"])
def test_logits_that_are_not_contiguous(solution: Any, layout: str) -> None:
    logits = {"turned": torch.randn(4, 5, 3).permute(2, 1, 0), "every-second": torch.randn(3, 10, 4)[:, ::2]}[layout]
    labels, weights = torch.randint(0, 4, (5, 3)).T, torch.rand(6)[::2]
    close(solution.lm_loss(logits, labels), lm_loss(logits, labels), **LOOSE, what="lm_loss")
    found = solution.answer_loss(logits, labels, weights, 2)
    close(found, answer_loss(logits, labels, weights, 2), **LOOSE, what="answer_loss")


@drawn
@given(case=predictions())
def test_any_labels_agree_token_by_token(solution: Any, case: tuple[Tensor, Tensor, Tensor, int, float]) -> None:
    logits, labels, weights, questions, smoothing = case
    close(solution.lm_loss(logits, labels, smoothing), lm_loss(logits, labels, smoothing), what="lm_loss")
    found = solution.answer_loss(logits, labels, weights, questions, smoothing)
    close(found, answer_loss(logits, labels, weights, questions, smoothing), what="answer_loss")


def test_a_large_vocabulary(solution: Any) -> None:
    logits, labels = torch.zeros(4, 32, 32768), torch.randint(0, 32768, (4, 32))
    labels[:, :8] = -100
    close(solution.lm_loss(logits, labels), torch.tensor(math.log(32768)), **LOOSE, what="lm_loss")
    found = solution.answer_loss(logits, labels, torch.ones(4), 4)
    close(found, torch.tensor(24 * math.log(32768)), rtol=1e-4, what="answer_loss")


@pytest.mark.parametrize("size", [9, 16, 33, 64])
def test_every_sequence_of_a_large_batch_counts(solution: Any, size: int) -> None:
    logits, labels, _ = batch(size, 4, 5)
    close(solution.lm_loss(logits, labels), lm_loss(logits, labels), **LOOSE)
