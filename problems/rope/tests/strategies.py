"""Valid arguments of `apply_rope`, as hypothesis draws them."""

from __future__ import annotations

import math

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor, float]:
    """One call in float64: a few leading dimensions, with positions that broadcast along some of them."""
    leading = draw(st.lists(st.integers(1, 3), max_size=2))
    length, pairs = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    kept = draw(st.integers(0, len(leading)))
    shared = [draw(st.sampled_from([1, size])) for size in leading[len(leading) - kept :]]
    shape, places = [*leading, length, 2 * pairs], [*shared, length]
    number = st.integers(-4, 4).map(float)
    x = draw(st.lists(number, min_size=math.prod(shape), max_size=math.prod(shape)))
    m = draw(st.lists(st.integers(0, 4096), min_size=math.prod(places), max_size=math.prod(places)))
    base = draw(st.sampled_from([10000.0, 2.0, 500000.0]))
    return torch.tensor(x, dtype=torch.float64).reshape(shape), torch.tensor(m).reshape(places), base
