"""Hypothesis strategies: arguments of attention."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, Tensor | None, float | None]:
    """q, k, v, mask, scale; a mask has any sizes that broadcast, and may hide all."""
    lead = draw(st.lists(st.integers(1, 2), max_size=2))
    queries, keys, size, wide = (draw(st.integers(1, 4)) for _ in range(4))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    shapes = (queries, size), (keys, size), (keys, wide)
    q, k, v = (torch.randn(*lead, *shape, generator=generator).round(decimals=1) for shape in shapes)
    kind = draw(st.sampled_from(["none", "bool", "float"]))
    shape = [1 if draw(st.booleans()) else n for n in (*lead, queries, keys)]
    hidden = torch.rand(shape, generator=generator) < draw(st.sampled_from([0.2, 0.6]))
    mask = {"none": None, "bool": ~hidden, "float": torch.randn(shape, generator=generator)}[kind]
    if kind == "float":
        mask = mask.masked_fill(hidden, -torch.inf)
    return q, k, v, mask, draw(st.sampled_from([None, 0.5, 2.0]))
