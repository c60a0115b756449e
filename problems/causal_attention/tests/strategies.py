"""Hypothesis strategies: a layer, its input and a padding mask."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import random_state
from torch import Tensor


def arguments() -> st.SearchStrategy[tuple[int, int]]:
    """embed_dim, num_heads."""
    return st.tuples(st.integers(1, 3), st.integers(1, 3)).map(lambda drawn: (drawn[0] * drawn[1], drawn[0]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Tensor], int, Tensor, Tensor | None]:
    """Weights, heads, x (B, L, D), and a padding mask or None."""
    dim, heads = draw(arguments())
    batch, length = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    mask = torch.rand(batch, length) < 0.7 if draw(st.booleans()) else None
    return random_state(dim), heads, torch.randn(batch, length, dim).round(decimals=1), mask
