"""The formulas in float64, row by row and pair by pair, with gradients by hand."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def rewards_at_the_last(hidden: Tensor, mask: Tensor, weight: Tensor) -> Tensor:
    """(B,) in the dtype of hidden."""
    rewards = []
    for states, row in zip(hidden.tolist(), mask.tolist(), strict=True):
        last = max(position for position, attended in enumerate(row) if attended)
        rewards.append(math.fsum(h * w for h, w in zip(states[last], weight.tolist(), strict=True)))
    return torch.tensor(rewards, dtype=hidden.dtype)


def gradients_at_the_last(hidden: Tensor, mask: Tensor, weight: Tensor, cotangent: Tensor) -> tuple[Tensor, Tensor]:
    """Of hidden and of weight."""
    of_hidden, of_weight = torch.zeros_like(hidden), torch.zeros_like(weight)
    for row, attended in enumerate(mask.tolist()):
        last = max(position for position, one in enumerate(attended) if one)
        of_hidden[row, last] = cotangent[row] * weight
        of_weight = of_weight + cotangent[row] * hidden[row, last]
    return of_hidden.detach(), of_weight.detach()


def pair_loss(ahead: float) -> float:
    """-log sigmoid, without overflow."""
    return math.log1p(math.exp(-ahead)) if ahead > 0 else math.log1p(math.exp(ahead)) - ahead


def slope(ahead: float) -> float:
    """The derivative of pair_loss."""
    return -math.exp(-pair_loss(-ahead))


def pairwise(chosen: Tensor, rejected: Tensor, margin: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Loss, accuracy, and the gradient of the loss with respect to chosen."""
    better, worse = chosen.tolist(), rejected.tolist()
    margins = [0.0] * len(better) if margin is None else margin.tolist()
    losses, points, slopes = [], [], []
    for a, b, m in zip(better, worse, margins, strict=True):
        losses.append(pair_loss(a - b - m))
        slopes.append(slope(a - b - m) / len(better))
        points.append(1.0 if a > b else 0.5 if a == b else 0.0)
    found = [math.fsum(losses) / len(better), math.fsum(points) / len(better), slopes]
    loss, accuracy, gradient = (torch.tensor(value, dtype=chosen.dtype) for value in found)
    return loss, accuracy, gradient


def ranked(rewards: Tensor, ranks: Tensor) -> tuple[Tensor, Tensor]:
    """Loss and its gradient with respect to rewards."""
    total, counted = 0.0, 0
    gradient = [[0.0] * rewards.shape[1] for _ in range(len(rewards))]
    for row, (values, order) in enumerate(zip(rewards.tolist(), ranks.tolist(), strict=True)):
        size = range(len(values))
        pairs = [(i, j) for i in size for j in size if order[i] < order[j]]
        if not pairs:
            continue
        counted += 1
        total += math.fsum(pair_loss(values[i] - values[j]) for i, j in pairs) / len(pairs)
        for i, j in pairs:
            step = slope(values[i] - values[j]) / len(pairs)
            gradient[row][i] += step
            gradient[row][j] -= step
    scale = max(counted, 1)
    return torch.tensor(total / scale, dtype=rewards.dtype), torch.tensor(gradient, dtype=rewards.dtype) / scale
