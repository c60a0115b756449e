"""Hypothesis strategies: arguments of qformer_mask."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import TASKS
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[str, int, Tensor]:
    """A task, a number of queries, and a text mask with padding anywhere."""
    length = draw(st.integers(0, 5))
    rows = st.lists(st.integers(0, 1), min_size=length, max_size=length)
    text_mask = draw(st.lists(rows, min_size=1, max_size=3))
    return draw(st.sampled_from(TASKS)), draw(st.integers(0, 4)), torch.tensor(text_mask, dtype=torch.int64)
