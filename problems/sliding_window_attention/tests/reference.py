"""Attention over the full matrix with a mask, in float64, by torch's own function."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention


def attention(q: Tensor, k: Tensor, v: Tensor, window: int, *, causal: bool = True) -> Tensor:
    """(B, H, L, d) in the dtype of q. Differentiable."""
    length = q.shape[2]
    seen = torch.zeros(length, length, dtype=torch.bool)
    for i in range(length):
        for j in range(length):
            seen[i, j] = i - window < j <= i if causal else abs(i - j) < window
    return scaled_dot_product_attention(q.double(), k.double(), v.double(), attn_mask=seen).to(q.dtype)


def of_query(q: Tensor, k: Tensor, v: Tensor, window: int, i: int, *, causal: bool) -> Tensor:
    """(B, H, d): what query `i` gets, from its own keys alone."""
    keys = slice(max(0, i - window + 1), i + 1 if causal else i + window)
    scores = (k[:, :, keys].double() @ q[:, :, i, :, None].double())[..., 0] / q.shape[-1] ** 0.5
    return (torch.softmax(scores, -1)[..., None] * v[:, :, keys].double()).sum(-2).to(q.dtype)
