"""The formulas in float64, token by token, with gradients by hand."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor


class Tokens(NamedTuple):
    """The tensors of ppo_loss, in its order."""

    log_probs: Tensor
    old_log_probs: Tensor
    ref_log_probs: Tensor
    advantages: Tensor
    values: Tensor
    old_values: Tensor
    returns: Tensor
    mask: Tensor


class Expected(NamedTuple):
    """What ppo_loss is to give, and its gradients."""

    loss: Tensor
    diagnostics: dict[str, Tensor]
    of_log_probs: Tensor
    of_values: Tensor


def attended(mask: Tensor) -> list[tuple[int, int]]:
    """The places (row, position) of the tokens of answers."""
    return [(row, at) for row, ones in enumerate(mask.tolist()) for at, one in enumerate(ones) if one]


def whitened(x: Tensor, mask: Tensor, eps: float = 1e-8) -> Tensor:
    """As masked_whiten."""
    places, numbers, out = attended(mask), x.tolist(), torch.zeros(x.shape, dtype=torch.float64)
    kept = [numbers[row][at] for row, at in places]
    mean = math.fsum(kept) / max(len(kept), 1)
    variance = math.fsum((number - mean) ** 2 for number in kept) / max(len(kept), 1)
    for (row, at), number in zip(places, kept, strict=True):
        out[row, at] = (number - mean) / math.sqrt(variance + eps)
    return out.to(x.dtype)


def policy_term(ratio: float, advantage: float, clip: float) -> tuple[float, float]:
    """The loss of a token, and its derivative with respect to the log-probability."""
    bounded = min(max(ratio, 1 - clip), 1 + clip)
    if ratio * advantage <= bounded * advantage:
        return -ratio * advantage, -ratio * advantage
    return -bounded * advantage, 0.0


def value_term(value: float, old: float, target: float, clip: float) -> tuple[float, float]:
    """The loss of a token, and its derivative with respect to the value."""
    error = value - target
    if abs(value - old) > clip:
        bounded = (old + math.copysign(clip, value - old)) - target
        if bounded**2 > error**2:
            return bounded**2 / 2, 0.0
    return error**2 / 2, error


def ppo(
    tokens: Tokens,
    clip: float = 0.2,
    value_clip: float = 0.2,
    value_coef: float = 0.5,
    kl_coef: float = 0.1,
    *,
    whiten: bool = True,
) -> Expected:
    """As ppo_loss."""
    dtype, places = tokens.log_probs.dtype, attended(tokens.mask)
    advantages = whitened(tokens.advantages.double(), tokens.mask) if whiten else tokens.advantages
    columns = [column.tolist() for column in tokens._replace(advantages=advantages)[:-1]]
    sums = {"policy": 0.0, "value": 0.0, "kl": 0.0, "clip_fraction": 0.0}
    of_log_probs, of_values = (torch.zeros(tokens.mask.shape, dtype=torch.float64) for _ in range(2))
    count = max(len(places), 1)
    for row, at in places:
        log_prob, old, reference, advantage, value, old_value, target = (column[row][at] for column in columns)
        ratio, r = math.exp(log_prob - old), reference - log_prob
        policy, policy_slope = policy_term(ratio, advantage, clip)
        error, value_slope = value_term(value, old_value, target, value_clip)
        sums["policy"] += policy
        sums["value"] += error
        sums["kl"] += math.expm1(r) - r
        sums["clip_fraction"] += abs(ratio - 1) > clip
        of_log_probs[row, at] = (policy_slope - kl_coef * math.expm1(r)) / count
        of_values[row, at] = value_coef * value_slope / count
    means = {name: total / count for name, total in sums.items()}
    loss = means["policy"] + value_coef * means["value"] + kl_coef * means["kl"]
    diagnostics = {name: torch.tensor(mean, dtype=dtype) for name, mean in means.items()}
    return Expected(torch.tensor(loss, dtype=dtype), diagnostics, of_log_probs.to(dtype), of_values.to(dtype))
