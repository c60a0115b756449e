"""Hypothesis strategies: arguments of the module, and a call of each half."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

EPS = (1e-6, 1e-3, 0.5)


def arguments() -> st.SearchStrategy[tuple[int, float]]:
    """dim and eps."""
    return st.tuples(st.integers(1, 6), st.sampled_from(EPS))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, float]:
    """dy, x, weight, eps; x in halves, so that a row is 0 or well away from it."""
    dim, eps = draw(arguments())
    lead = draw(st.lists(st.integers(1, 3), max_size=3))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    dy, x = (torch.randn(*lead, dim, generator=generator, dtype=torch.float64) for _ in range(2))
    weight = torch.randn(dim, generator=generator, dtype=torch.float64)
    return dy, (x * 4).round() / 2 * draw(st.sampled_from([1.0, 0.25, 64.0])), weight, eps
