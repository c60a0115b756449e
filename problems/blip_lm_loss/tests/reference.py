"""Token by token in float64."""

from __future__ import annotations

import torch
from torch import Tensor


def lm_labels(input_ids: Tensor, attention_mask: Tensor, prompt_lengths: Tensor) -> Tensor:
    """(B, L) int64."""
    labels = []
    for ids, mask, prompt in zip(input_ids.tolist(), attention_mask.tolist(), prompt_lengths.tolist(), strict=True):
        seen, row = 0, []
        for token, there in zip(ids, mask, strict=True):
            seen += there
            row.append(token if there and seen > prompt else -100)
        labels.append(row)
    return torch.tensor(labels)


def losses(logits: Tensor, labels: Tensor, label_smoothing: float) -> list[list[Tensor]]:
    """Of each sequence, those of the tokens that are predicted. Differentiable, float64."""
    found: list[list[Tensor]] = []
    for rows, row_labels in zip(logits.double(), labels.tolist(), strict=True):
        found.append([])
        for position, token in enumerate(row_labels[1:]):
            if token != -100:
                log_p = rows[position] - torch.logsumexp(rows[position], 0)
                found[-1].append(-(1 - label_smoothing) * log_p[token] - label_smoothing * log_p.mean())
    return found


def lm_loss(logits: Tensor, labels: Tensor, label_smoothing: float = 0.1) -> Tensor:
    """In the dtype of the logits."""
    every = [loss for row in losses(logits, labels, label_smoothing) for loss in row]
    return (sum(every, logits.double().sum() * 0) / max(len(every), 1)).to(logits.dtype)


def answer_loss(
    logits: Tensor, labels: Tensor, weights: Tensor, questions: int, label_smoothing: float = 0.1
) -> Tensor:
    """In the dtype of the logits."""
    total = logits.double().sum() * 0
    for row, weight in zip(losses(logits, labels, label_smoothing), weights.tolist(), strict=True):
        total = total + weight * sum(row)
    return (total / questions).to(logits.dtype)
