"""Hypothesis strategies: arguments of make_lora, and what goes through it."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import random_state
from torch import Tensor


def arguments() -> st.SearchStrategy[tuple[int, int, bool, int, float]]:
    """in_features, out_features, bias, rank, alpha."""
    sizes = st.integers(1, 6)
    return st.tuples(sizes, sizes, st.booleans(), st.integers(1, 4), st.sampled_from([1.0, 2.0, 8.0, 0.5]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Tensor], float, Tensor]:
    """A state, alpha, and an input with 0 to 2 leading dimensions."""
    d_in, d_out, bias, rank, alpha = draw(arguments())
    leading = draw(st.lists(st.integers(1, 3), max_size=2))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    state = random_state(d_in, d_out, rank, bias=bias)
    rounded = {name: value.round(decimals=1) for name, value in state.items()}
    return rounded, alpha, torch.randn(*leading, d_in).round(decimals=1)
