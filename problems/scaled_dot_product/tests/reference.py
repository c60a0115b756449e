"""Query by query in float64, by the definition of the softmax; the leading indices one by one."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor


def of_query(q: Tensor, k: Tensor, v: Tensor, bias: Tensor, scale: float) -> tuple[Tensor, Tensor]:
    """What one query (d_k) gets from keys (Lk, d_k) and values (Lk, d_v), and its weights (Lk)."""
    seen = [j for j in range(len(k)) if bias[j] > -torch.inf]
    weights = torch.zeros(len(k), dtype=torch.float64)
    if not seen:
        return (v * 0).sum(0), weights
    scores = torch.stack([scale * (q * k[j]).sum() + bias[j] for j in seen])
    e = torch.exp(scores - scores.detach().max())
    weights = weights.index_put((torch.tensor(seen),), e / e.sum())
    return sum(weights[j] * v[j] for j in seen), weights


def attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None, scale: float | None = None
) -> tuple[Tensor, Tensor]:
    """The result and the weights in the dtype of q. Differentiable."""
    dtype, shape = q.dtype, (*torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2]), q.shape[-2])
    factor = 1 / q.shape[-1] ** 0.5 if scale is None else scale
    if mask is None:
        mask = torch.ones(1, 1, dtype=torch.bool)
    bias = torch.where(mask, 0.0, -torch.inf) if mask.dtype == torch.bool else mask
    bias = bias.double().expand(*shape, k.shape[-2])
    q, k, v = (x.double().expand(*shape[:-1], *x.shape[-2:]) for x in (q, k, v))
    found = [of_query(q[i], k[i[:-1]], v[i[:-1]], bias[i], factor) for i in itertools.product(*map(range, shape))]
    out, weights = (torch.stack(rows).to(dtype) for rows in zip(*found, strict=True))
    return out.reshape(*shape, -1), weights.reshape(*shape, -1)
