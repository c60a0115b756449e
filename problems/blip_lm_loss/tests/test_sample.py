"""The worked examples of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch

from sandbox.checks import close, equal

LOGITS = torch.tensor(
    [[[0.75, 0.25], [0.2, 0.8], [0.5, 0.5]], [[0.25, 0.75], [0.5, 0.5], [0.5, 0.5]]], dtype=torch.float64
).log()
LABELS = torch.tensor([[-100, 0, 1], [-100, 1, -100]])


def test_the_labels_of_two_captions(solution: Any) -> None:
    ids = torch.tensor([[1, 5, 6, 7, 0], [0, 0, 1, 5, 8]])
    labels = solution.lm_labels(ids, (ids != 0).long(), torch.tensor([2, 2]))
    equal(labels, torch.tensor([[-100, -100, 6, 7, -100], [-100, -100, -100, -100, 8]]), "the labels")


def test_the_loss_of_three_tokens(solution: Any) -> None:
    plain = torch.tensor(-math.log(0.75 * 0.8 * 0.75) / 3, dtype=torch.float64)
    close(solution.lm_loss(LOGITS, LABELS, 0.0), plain, what="the loss without smoothing")
    close(solution.lm_loss(LOGITS, LABELS), torch.tensor(0.3258945477135257, dtype=torch.float64), what="the loss")


def test_two_answers_to_a_question(solution: Any) -> None:
    weights = torch.tensor([1.0, 0.5], dtype=torch.float64)
    expected = torch.tensor(-math.log(0.75 * 0.8) - 0.5 * math.log(0.75), dtype=torch.float64)
    close(solution.answer_loss(LOGITS, LABELS, weights, 1, 0.0), expected, what="the loss")
