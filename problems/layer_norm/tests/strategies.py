"""Hypothesis strategies: how to construct a module, and what to call it with."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from hypothesis import strategies as st
from reference import random_state
from torch import Tensor

EPS = (1e-5, 1e-3, 1e-12, 0.5)


@dataclass(frozen=True, slots=True)
class Case:
    """A module, the weights to load, and one call of it."""

    arguments: tuple[int | tuple[int, ...], float, bool]
    state: dict[str, Tensor]
    x: Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """The normalised shape, always as a tuple."""
        given = self.arguments[0]
        return (given,) if isinstance(given, int) else given

    def __repr__(self) -> str:
        return f"LayerNorm{self.arguments} on the shape {tuple(self.x.shape)}"


def arguments() -> st.SearchStrategy[tuple[int | tuple[int, ...], float, bool]]:
    """Positional arguments of the constructor: normalized_shape, eps, elementwise_affine."""
    sizes = st.integers(2, 6)
    shapes = st.one_of(sizes, st.lists(sizes, min_size=1, max_size=3).map(tuple))
    return st.tuples(shapes, st.sampled_from(EPS), st.booleans())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A module with random weights, and an input with 0 to 3 leading dimensions, of several scales and offsets.

    Inputs are quarters times a power of two: readable where one is shown, and with exact sums, so that two values of a
    row are alike or well apart. If they were next to each other, float32 could not tell their variance from eps.
    """
    given = draw(arguments())
    shape = (given[0],) if isinstance(given[0], int) else given[0]
    leading = draw(st.lists(st.integers(1, 4), max_size=3))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    scale, offset = draw(st.sampled_from([1.0, 0.125, 16.0])), draw(st.sampled_from([0.0, -3.0, 100.0]))
    x = ((torch.randn(*leading, *shape, generator=generator) * 4).round() / 4 + offset) * scale
    state = random_state(shape, generator=generator) if given[2] else {}
    return Case(given, {name: value.round(decimals=1) for name, value in state.items()}, x)
