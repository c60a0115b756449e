"""Hypothesis strategies: arguments of sliding_window_attention."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, int, bool]:
    """q, k, v, window, causal."""
    batch, heads, length, size = (draw(st.integers(1, most)) for most in (2, 2, 7, 3))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    q, k, v = (torch.randn(batch, heads, length, size, generator=generator).round(decimals=1) for _ in range(3))
    return q, k, v, draw(st.integers(1, 9)), draw(st.booleans())
