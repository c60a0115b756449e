"""Hypothesis strategies: layers to split, and an MLP with an input and a cotangent."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from modules import random_shards
from reference import Shard
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor | None, int]:
    """A weight, its bias and a number of ranks that is at most the smaller of its sizes. Every number is another."""
    ranks = draw(st.integers(1, 5))
    rows, columns = ranks + draw(st.integers(0, 6)), ranks + draw(st.integers(0, 6))
    bias = -torch.arange(float(rows)) if draw(st.booleans()) else None
    return torch.arange(float(rows * columns)).view(rows, columns), bias, ranks


@st.composite
def fused(draw: st.DrawFn) -> tuple[Tensor, Tensor | None, int, int]:
    """A fused weight, its bias, heads and ranks."""
    ranks = draw(st.integers(1, 4))
    heads, size, columns = ranks + draw(st.integers(0, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rows = 3 * heads * size
    bias = -torch.arange(float(rows)) if draw(st.booleans()) else None
    return torch.arange(float(rows * columns)).view(rows, columns), bias, heads, ranks


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Shard], list[Shard], Tensor, Tensor]:
    """Shards of both layers, x (R, ..., D) and a cotangent (R, ..., D_out); each rank holds something else."""
    ranks = draw(st.integers(1, 4))
    d, h, d_out = draw(st.integers(1, 4)), ranks + draw(st.integers(0, 4)), draw(st.integers(1, 4))
    up_bias, down_bias = draw(st.booleans()), draw(st.booleans())
    leading = draw(st.lists(st.integers(1, 3), max_size=2))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    up, down, _ = random_shards((d, h, d_out), ranks, up_bias=up_bias, down_bias=down_bias)
    return up, down, torch.randn(ranks, *leading, d), torch.randn(ranks, *leading, d_out)
