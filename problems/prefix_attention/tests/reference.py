"""Head by head and query by query, over lists of what each query sees, in float64."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

PROJECTIONS = ("q_proj", "k_proj", "v_proj", "out_proj")


def prefix_attention(x: Tensor, state: Mapping[str, Tensor], padding_mask: Tensor | None = None) -> Tensor:
    """(B, L, D) in the dtype of x. Differentiable."""
    wide = {name: value.double() for name, value in state.items()}
    heads, _, size = wide["prefix_keys"].shape
    items = []
    for b, item in enumerate(x.double()):
        q, k, v = (item @ wide[f"{name}.weight"].T + wide[f"{name}.bias"] for name in PROJECTIONS[:3])
        rows = []
        for i in range(len(item)):
            seen = [j for j in range(i + 1) if padding_mask is None or padding_mask[b, j]]
            parts = []
            for h in range(heads):
                part = slice(h * size, (h + 1) * size)
                keys = torch.cat([wide["prefix_keys"][h], k[seen][:, part]])
                values = torch.cat([wide["prefix_values"][h], v[seen][:, part]])
                weights = torch.softmax(keys @ q[i, part] / size**0.5, 0)
                parts.append(weights @ values)
            rows.append(torch.cat(parts))
        items.append(torch.stack(rows) @ wide["out_proj.weight"].T + wide["out_proj.bias"])
    return torch.stack(items).to(x.dtype)


def random_state(dim: int, heads: int, prefix: int, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Random weights; scores are of a size that makes the softmax matter."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name in PROJECTIONS:
        shapes |= {f"{name}.weight": (dim, dim), f"{name}.bias": (dim,)}
    shapes |= {f"prefix_{name}": (heads, prefix, dim // heads) for name in ("keys", "values")}
    state = {name: torch.randn(shape, dtype=torch.float64) for name, shape in shapes.items()}
    return {name: (value / dim**0.5 if "weight" in name else value).to(dtype) for name, value in state.items()}
