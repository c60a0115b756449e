"""Attention over the full matrix, in float64."""

from __future__ import annotations

import torch
from torch import Tensor


def attention(q: Tensor, k: Tensor, v: Tensor, *, causal: bool = False) -> tuple[Tensor, Tensor]:
    """Output and log-sum-exp in the dtype of q. Differentiable, where every query sees a key."""
    scores = q.double() @ k.double().transpose(-1, -2) / q.shape[-1] ** 0.5
    if causal:
        queries, keys = scores.shape[-2:]
        seen = torch.tensor([[j <= i + keys - queries for j in range(keys)] for i in range(queries)])
        scores = scores.masked_fill(~seen, float("-inf"))
    lse = torch.logsumexp(scores, -1)
    blind = lse == float("-inf")
    weights = torch.softmax(scores.masked_fill(blind[..., None], 0.0), -1).masked_fill(blind[..., None], 0.0)
    return (weights @ v.double()).to(q.dtype), lse.to(q.dtype)
