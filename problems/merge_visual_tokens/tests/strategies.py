"""Hypothesis strategies: arguments of merge_visual_tokens but for the image token."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import IMAGE, Inputs, inputs


@st.composite
def arguments(draw: st.DrawFn) -> Inputs:
    """Tokens 1 to 4, images and padding anywhere; each sequence begins with a token."""
    length = draw(st.integers(1, 6))
    token = st.sampled_from([1, 2, 3, 4, IMAGE, 0])
    rows = st.lists(token, min_size=length, max_size=length).map(lambda row: [row[0] or 1, *row[1:]])
    ids = draw(st.lists(rows, min_size=1, max_size=3))
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    return inputs(ids, draw(st.integers(1, 3)), draw(st.integers(1, 3)))
