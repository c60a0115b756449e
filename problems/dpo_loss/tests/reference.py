"""The formulas in float64, token by token and pair by pair."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def sequence_log_probs(logits: Tensor, labels: Tensor) -> Tensor:
    """(B,) in the dtype of the logits (B, L, V). Differentiable."""
    totals = []
    for item, tokens in zip(logits.double(), labels.tolist(), strict=True):
        total = item.new_zeros(())
        for position, token in enumerate(tokens[1:]):
            if token != -100:
                total = total + item[position, token] - torch.logsumexp(item[position], 0)
        totals.append(total)
    return torch.stack(totals).to(logits.dtype)


def log_sigmoid(h: float) -> float:
    """Without overflow."""
    return -math.log1p(math.exp(-h)) if h > 0 else h - math.log1p(math.exp(h))


def dpo(policy: tuple[Tensor, Tensor], reference: tuple[Tensor, Tensor], beta: float, smoothing: float) -> list[Tensor]:
    """Loss, chosen rewards, rejected rewards, and the gradient of the loss with respect to the chosen policy."""
    dtype = policy[0].dtype
    ratios = [
        [p - r for p, r in zip(a.tolist(), b.tolist(), strict=True)] for a, b in zip(policy, reference, strict=True)
    ]
    losses, slopes = [], []
    for chosen, rejected in zip(*ratios, strict=True):
        h = beta * (chosen - rejected)
        losses.append(-(1 - smoothing) * log_sigmoid(h) - smoothing * log_sigmoid(-h))
        # d/dh: -(1 - e) sigma(-h) + e sigma(h)
        slopes.append(beta * (smoothing * math.exp(log_sigmoid(h)) - (1 - smoothing) * math.exp(log_sigmoid(-h))))
    loss = torch.tensor(sum(losses) / len(losses), dtype=dtype)
    rewards = [torch.tensor([beta * ratio for ratio in side], dtype=dtype) for side in ratios]
    return [loss, *rewards, torch.tensor(slopes, dtype=dtype) / len(slopes)]
