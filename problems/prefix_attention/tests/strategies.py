"""Hypothesis strategies: a layer's weights, an input and a padding mask."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import random_state
from torch import Tensor


def arguments() -> st.SearchStrategy[tuple[int, int, int]]:
    """embed_dim, num_heads, prefix_length."""
    sizes = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 3))
    return sizes.map(lambda drawn: (drawn[0] * drawn[1], drawn[0], drawn[2]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Tensor], Tensor, Tensor | None]:
    """Weights, x (B, L, D), and a padding mask or None. With a mask there is a prefix, so that all see something."""
    dim, heads, prefix = draw(arguments())
    batch, length = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    mask = torch.rand(batch, length) < 0.7 if prefix and draw(st.booleans()) else None
    return random_state(dim, heads, prefix), torch.randn(batch, length, dim).round(decimals=1), mask
