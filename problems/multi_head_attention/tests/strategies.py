"""Hypothesis strategies: how to construct a module, and what to call it with."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from reference import random_state
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Case:
    """A module and one call of it. The dropout is 0 or the module is to be put into eval mode."""

    arguments: tuple[int, int, float, bool]
    state: dict[str, Tensor]
    inputs: tuple[Tensor | None, ...]

    def __repr__(self) -> str:
        shapes = [None if value is None else tuple(value.shape) for value in self.inputs]
        return f"MultiHeadAttention{self.arguments} on shapes {shapes}"


def arguments() -> st.SearchStrategy[tuple[int, int, float, bool]]:
    """Positional arguments of the constructor: embed_dim, num_heads, dropout, bias."""
    heads = st.integers(1, 4)
    widths = st.integers(1, 4)
    return st.builds(
        lambda h, d, dropout, bias: (h * d, h, dropout, bias), heads, widths, st.sampled_from([0.0, 0.3]), st.booleans()
    )


@st.composite
def mask_shapes(draw: st.DrawFn, full: tuple[int, int, int, int]) -> tuple[int, ...]:
    """Every shape that broadcasts to `full`: any dimension may be 1, any number of leading ones left out."""
    kept = draw(st.tuples(*[st.booleans()] * 4))
    shape = tuple(size if keep else 1 for size, keep in zip(full, kept, strict=True))
    leading = next((i for i, size in enumerate(shape) if size != 1), 4)
    return shape[draw(st.integers(0, leading)) :]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A module with random weights, and a call with any of key, value and mask. Numbers are readable where shown."""
    embed_dim, num_heads, dropout, bias = draw(arguments())
    batch, queries, keys = draw(st.integers(1, 3)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    given_key, given_value, given_mask = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    keys = keys if given_key else queries

    def tokens(length: int) -> Tensor:
        return torch.randn(batch, length, embed_dim, generator=generator).round(decimals=1)

    query = tokens(queries)
    key = tokens(keys) if given_key else None
    value = tokens(keys) if given_value else None
    mask = None
    if given_mask:
        shape = draw(mask_shapes((batch, num_heads, queries, keys)))
        mask = torch.rand(shape, generator=generator) < draw(st.sampled_from([0.3, 0.7]))
    state = random_state(embed_dim, bias=bias, generator=generator)
    state = {name: value.round(decimals=1) for name, value in state.items()}
    return Case((embed_dim, num_heads, dropout, bias), state, (query, key, value, mask))
