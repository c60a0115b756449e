"""Hypothesis strategies: a state, features, momentum and alpha."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import Features, random_features, random_state
from torch import Tensor


def arguments() -> st.SearchStrategy[tuple[int, int, int, int, float, float]]:
    """image_dim, text_dim, embed_dim, queue_size, momentum, alpha."""
    size, share = st.integers(1, 4), st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])
    return st.tuples(size, size, size, size, share, share)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Tensor], Features, float, float]:
    d_i, d_t, e, k, momentum, alpha = draw(arguments())
    batch = draw(st.integers(1, k))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    return random_state(d_i, d_t, e, k), random_features(batch, d_i, d_t), momentum, alpha
