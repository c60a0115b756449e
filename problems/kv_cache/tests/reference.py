"""Query by query over the list of what each one sees, in float64; the cache is given as it is."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

Cache = tuple[Tensor, Tensor]


def cached_attention(
    x: Tensor, state: Mapping[str, Tensor], heads: int, cache: Cache | None = None
) -> tuple[Tensor, Cache]:
    """The output and the next cache, in the dtype of x. Differentiable."""
    wide = {name: value.double() for name, value in state.items()}
    batch, new, dim = x.shape
    size = dim // heads
    projected = x.double() @ wide["qkv_proj.weight"].T + wide["qkv_proj.bias"]
    q, k, v = (
        torch.stack([projected[..., start + h * size : start + (h + 1) * size] for h in range(heads)], dim=1)
        for start in (0, dim, 2 * dim)
    )
    past = 0
    if cache is not None:
        past = cache[0].shape[2]
        k, v = torch.cat([cache[0].double(), k], 2), torch.cat([cache[1].double(), v], 2)
    rows = []
    for i in range(new):
        keys, values = k[:, :, : past + i + 1], v[:, :, : past + i + 1]
        weights = torch.softmax((keys @ q[:, :, i, :, None])[..., 0] / size**0.5, -1)
        rows.append((weights[..., None] * values).sum(2).reshape(batch, dim))
    out = torch.stack(rows, 1) @ wide["out_proj.weight"].T + wide["out_proj.bias"]
    return out.to(x.dtype), (k.to(x.dtype), v.to(x.dtype))


def random_state(dim: int, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Random weights; scores are of a size that makes the softmax matter."""
    shapes = {
        "qkv_proj.weight": (3 * dim, dim),
        "qkv_proj.bias": (3 * dim,),
        "out_proj.weight": (dim, dim),
        "out_proj.bias": (dim,),
    }
    state = {name: torch.randn(shape, dtype=torch.float64) for name, shape in shapes.items()}
    return {name: (value / dim**0.5 if "weight" in name else value).to(dtype) for name, value in state.items()}


def random_cache(batch: int, heads: int, past: int, size: int, dtype: torch.dtype = torch.float32) -> Cache:
    """Keys and values that no weights have made."""
    keys, values = (torch.randn(batch, heads, past, size, dtype=torch.float64).to(dtype) for _ in range(2))
    return keys, values
