"""Hypothesis strategies: arguments of flash_attention."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, bool]:
    """q, k, v, causal."""
    batch, heads, queries, keys, size = (draw(st.integers(1, most)) for most in (2, 2, 5, 5, 3))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    q, k, v = (
        torch.randn(batch, heads, length, size, generator=generator).round(decimals=1)
        for length in (queries, keys, keys)
    )
    return q, k, v, draw(st.booleans())
