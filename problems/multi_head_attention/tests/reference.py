"""Two references that share no code: torch's fused kernel in float64, and loops over single numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name

# B batch   Lq queries   Lk keys   D embed_dim   H heads   d = D / H features of one head
PROJECTIONS = ("q_proj", "k_proj", "v_proj", "out_proj")


def attention(
    state: Mapping[str, Tensor],
    num_heads: int,
    query: Tensor,
    key: Tensor | None = None,
    value: Tensor | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The output (B, Lq, D), computed in float64 with torch's own kernel, in the dtype of `query`. Differentiable."""
    key = query if key is None else key
    value = key if value is None else value

    def project(name: str, tokens: Tensor) -> Tensor:
        bias = state.get(f"{name}.bias")
        return F.linear(tokens.double(), state[f"{name}.weight"].double(), None if bias is None else bias.double())

    heads = (
        project(name, tokens).unflatten(-1, (num_heads, -1)).transpose(1, 2)  # (B, H, L, d)
        for name, tokens in (("q_proj", query), ("k_proj", key), ("v_proj", value))
    )
    q, k, v = heads
    if mask is None:
        context = F.scaled_dot_product_attention(q, k, v)
    else:
        full = mask.expand(query.shape[0], num_heads, query.shape[1], key.shape[1])
        nowhere = ~full.any(-1, keepdim=True)  # such a query sees everything, and what it saw is struck out after
        context = F.scaled_dot_product_attention(q, k, v, attn_mask=full | nowhere).masked_fill(nowhere, 0.0)
    return project("out_proj", context.transpose(1, 2).flatten(2)).to(query.dtype)


def attention_by_loops(
    state: Mapping[str, Tensor], num_heads: int, query: Tensor, key: Tensor, value: Tensor, mask: Tensor
) -> Tensor:
    """The same with Python floats, one query and one head at a time, in float64."""
    batch, length, width = query.shape
    size = width // num_heads
    full = mask.expand(batch, num_heads, length, key.shape[1])
    rows = {name: state[f"{name}.weight"].double() for name in PROJECTIONS}
    shifts = {name: state.get(f"{name}.bias", torch.zeros(width)).double() for name in PROJECTIONS}
    out = torch.zeros(batch, length, width, dtype=torch.float64)
    for b in range(batch):
        q, k, v = (
            [[float(rows[name][c] @ token + shifts[name][c]) for c in range(width)] for token in tokens[b].double()]
            for name, tokens in (("q_proj", query), ("k_proj", key), ("v_proj", value))
        )
        for i in range(length):
            context = [0.0] * width
            for h in range(num_heads):
                columns = range(h * size, (h + 1) * size)
                seen = [j for j in range(len(k)) if full[b, h, i, j]]
                scores = {j: sum(q[i][c] * k[j][c] for c in columns) / math.sqrt(size) for j in seen}
                highest = max(scores.values(), default=0.0)
                total = sum(math.exp(score - highest) for score in scores.values())
                for c in columns:
                    context[c] = sum(math.exp(scores[j] - highest) / total * v[j][c] for j in seen)
            out[b, i] = rows["out_proj"] @ torch.tensor(context, dtype=torch.float64) + shifts["out_proj"]
    return out


def random_state(
    embed_dim: int, *, bias: bool = True, dtype: torch.dtype = torch.float32, generator: torch.Generator | None = None
) -> dict[str, Tensor]:
    """Weights for every projection, large enough that attention is not nearly uniform."""
    state = {}
    for name in PROJECTIONS:
        weight = torch.randn(embed_dim, embed_dim, generator=generator, dtype=torch.float64)
        state[f"{name}.weight"] = (weight * 1.5 / math.sqrt(embed_dim)).to(dtype)
        if bias:
            state[f"{name}.bias"] = torch.randn(embed_dim, generator=generator, dtype=torch.float64).to(dtype)
    return state


def identity_state(embed_dim: int, *, bias: bool = False, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Projections that change nothing."""
    state = {f"{name}.weight": torch.eye(embed_dim, dtype=dtype) for name in PROJECTIONS}
    if bias:
        state |= {f"{name}.bias": torch.zeros(embed_dim, dtype=dtype) for name in PROJECTIONS}
    return state
