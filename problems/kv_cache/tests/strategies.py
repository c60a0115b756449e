"""Hypothesis strategies: a layer, new tokens and a cache."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import Cache, random_cache, random_state
from torch import Tensor


def arguments() -> st.SearchStrategy[tuple[int, int]]:
    """embed_dim, num_heads."""
    return st.tuples(st.integers(1, 3), st.integers(1, 3)).map(lambda drawn: (drawn[0] * drawn[1], drawn[0]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Tensor], int, Tensor, Cache | None]:
    """Weights, heads, x (B, T, D), and a cache of 0 to 4 tokens or None."""
    dim, heads = draw(arguments())
    batch, new, past = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(-1, 4))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    cache = random_cache(batch, heads, past, dim // heads) if past >= 0 else None
    return random_state(dim), heads, torch.randn(batch, new, dim).round(decimals=1), cache
