"""Hypothesis strategies: arguments of hard_negatives."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor]:
    """sim, ids with repeats, u; no u comes near to a sum of probabilities, except 0."""
    size = draw(st.integers(1, 6))
    ids = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    values = st.integers(-3, 3) | st.integers(-500, 500)
    sim = draw(st.lists(st.lists(values, min_size=size, max_size=size), min_size=size, max_size=size))
    numbers = st.sampled_from([0.0, 0.0123457, 0.2123457, 0.4123457, 0.6123457, 0.8123457, 0.9912345])
    u = draw(st.lists(st.lists(numbers, min_size=size, max_size=size), min_size=2, max_size=2))
    return torch.tensor(sim, dtype=torch.float64), torch.tensor(ids), torch.tensor(u, dtype=torch.float64)
