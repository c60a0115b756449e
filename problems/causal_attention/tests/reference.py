"""Head by head and query by query, over the list of what each query sees, in float64."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


def attention(x: Tensor, state: Mapping[str, Tensor], heads: int, padding_mask: Tensor | None = None) -> Tensor:
    """(B, L, D) in the dtype of x. Differentiable."""
    wide = {name: value.double() for name, value in state.items()}
    dim = x.shape[-1]
    size = dim // heads
    items = []
    for b, item in enumerate(x.double()):
        q, k, v = (
            item @ wide["qkv_proj.weight"][part].T + wide["qkv_proj.bias"][part]
            for part in (slice(0, dim), slice(dim, 2 * dim), slice(2 * dim, 3 * dim))
        )
        rows = []
        for i in range(len(item)):
            seen = [j for j in range(i + 1) if padding_mask is None or padding_mask[b, j]]
            parts = []
            for h in range(heads):
                part = slice(h * size, (h + 1) * size)
                weights = torch.softmax(k[seen][:, part] @ q[i, part] / size**0.5, 0)
                parts.append(weights @ v[seen][:, part])
            rows.append(torch.cat(parts))
        items.append(torch.stack(rows) @ wide["out_proj.weight"].T + wide["out_proj.bias"])
    return torch.stack(items).to(x.dtype)


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
