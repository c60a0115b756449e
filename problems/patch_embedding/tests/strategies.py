"""Hypothesis strategies: arguments of the constructor, and a batch of images."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

Arguments = tuple[tuple[int, int], int, int, int]


@st.composite
def arguments(draw: st.DrawFn) -> Arguments:
    """image_size, patch_size, in_channels, embed_dim."""
    side = draw(st.integers(1, 3))
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return (side * rows, side * columns), side, draw(st.integers(1, 3)), draw(st.integers(1, 4))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Arguments, Tensor]:
    """The arguments, and images (B, C, H, W)."""
    given = draw(arguments())
    (height, width), _, channels, _ = given
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    images = torch.randn(draw(st.integers(1, 3)), channels, height, width, generator=generator)
    return given, images.round(decimals=1)
