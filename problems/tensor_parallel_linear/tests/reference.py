"""Layers that are whole, and ranks one by one: in float64, gradients by autograd on what a single rank sees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

Shard = tuple[Tensor, Tensor | None]


def counts(total: int, ranks: int) -> list[int]:
    """How many each rank gets, dealt out like cards."""
    return [sum(1 for i in range(total) if i % ranks == rank) for rank in range(ranks)]


def rows_of(total: int, ranks: int) -> list[list[int]]:
    """The numbers that each rank gets, next to each other."""
    left = iter(range(total))
    return [[next(left) for _ in range(count)] for count in counts(total, ranks)]


def column_shards(weight: Tensor, bias: Tensor | None, ranks: int) -> list[Shard]:
    return [(weight[rows], None if bias is None else bias[rows]) for rows in rows_of(len(weight), ranks)]


def row_shards(weight: Tensor, bias: Tensor | None, ranks: int) -> list[Shard]:
    return [(weight[:, columns], bias) for columns in rows_of(weight.shape[1], ranks)]


def qkv_shards(weight: Tensor, bias: Tensor | None, heads: int, ranks: int) -> list[Shard]:
    size = len(weight) // (3 * heads)
    found: list[Shard] = []
    for owned in rows_of(heads, ranks):
        rows = [
            which * heads * size + head * size + offset
            for which in range(3)
            for head in owned
            for offset in range(size)
        ]
        found.append((weight[rows], None if bias is None else bias[rows]))
    return found


def gelu(x: Tensor) -> Tensor:
    return x * (1 + torch.erf(x / math.sqrt(2))) / 2


def dense_mlp(x: Tensor, layers: Sequence[Tensor | None]) -> Tensor:
    """(..., D) in float64, by the whole weights and biases up, up's bias, down, down's bias."""
    w1, b1, w2, b2 = (None if t is None else t.double() for t in layers)
    assert w1 is not None
    assert w2 is not None
    hidden = x.double() @ w1.T + (0 if b1 is None else b1)
    return gelu(hidden) @ w2.T + (0 if b2 is None else b2)


def named(up: Sequence[Shard], down: Sequence[Shard]) -> dict[str, Tensor]:
    """The state of a ParallelMLP."""
    found = {}
    for name, shards in (("up", up), ("down", down)):
        for rank, (weight, bias) in enumerate(shards):
            found[f"{name}_weight.{rank}"] = weight
            if bias is not None:
                found[f"{name}_bias.{rank}"] = bias
    return found


def sent_by(x: Tensor, state: Mapping[str, Tensor], rank: int) -> Tensor:
    """What a rank puts into the all-reduce, in the dtype of the state."""
    hidden = x @ state[f"up_weight.{rank}"].T
    if f"up_bias.{rank}" in state:
        hidden = hidden + state[f"up_bias.{rank}"]
    return gelu(hidden) @ state[f"down_weight.{rank}"].T


def parallel_mlp(x: Tensor, state: Mapping[str, Tensor]) -> Tensor:
    """(R, ..., D) in float64: the sum of what the ranks send, and each rank's own bias."""
    wide = {name: value.detach().double() for name, value in state.items()}
    total = sum(sent_by(x[rank].detach().double(), wide, rank) for rank in range(len(x)))
    assert isinstance(total, Tensor)
    return torch.stack([total + wide.get(f"down_bias.{rank}", torch.zeros(())) for rank in range(len(x))])


def pulled_back(x: Tensor, state: Mapping[str, Tensor], cotangent: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """The gradients of x and of the state in float64: each rank by itself, and the sum for x."""
    found: dict[str, Tensor] = {}
    total = torch.zeros(x.shape[1:], dtype=torch.float64)
    for rank in range(len(x)):
        own = {n: v.detach().double().requires_grad_() for n, v in state.items() if n.endswith(f".{rank}")}
        held = x[rank].detach().double().requires_grad_()
        bias = own.pop(f"down_bias.{rank}", None)
        gradient = cotangent[rank].double()
        slopes = torch.autograd.grad(sent_by(held, own, rank), [held, *own.values()], gradient)
        found |= dict(zip(own, slopes[1:], strict=True))
        total = total + slopes[0]
        if bias is not None:
            found[f"down_bias.{rank}"] = gradient.reshape(-1, len(bias)).sum(0)
    return torch.stack([total] * len(x)), found


def random_layers(
    sizes: tuple[int, int, int], *, up_bias: bool = True, down_bias: bool = True, dtype: torch.dtype = torch.float32
) -> list[Tensor | None]:
    """Up, its bias, down, its bias, for sizes (D, H, D_out)."""
    d, h, d_out = sizes
    shapes = [(h, d), (h,) if up_bias else None, (d_out, h), (d_out,) if down_bias else None]
    return [None if shape is None else torch.randn(shape, dtype=torch.float64).to(dtype) for shape in shapes]
