"""Hypothesis strategies: numbers with a mask, and the tensors of ppo_loss."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from reference import Tokens
from torch import Tensor


def table(rows: int, columns: int, numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Tensor]:
    """A float32 tensor (rows, columns)."""
    row = st.lists(numbers, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows).map(lambda drawn: torch.tensor(drawn, dtype=torch.float32))


@st.composite
def numbers_with_a_mask(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    """x (B, L) and a mask (B, L), which may be 0 everywhere."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    quarters = st.integers(-20, 20).map(lambda value: value / 4)
    return draw(table(rows, columns, quarters)), draw(table(rows, columns, st.integers(0, 1).map(float))).long()


@st.composite
def arguments(draw: st.DrawFn) -> Tokens:
    """The tensors of ppo_loss. No ratio of theirs is near 0.8 or 1.2."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    log_probs = table(rows, columns, st.integers(-8, 0).map(lambda value: value / 4))
    others = table(rows, columns, st.integers(-8, 8).map(lambda value: value / 4))
    mask = draw(table(rows, columns, st.integers(0, 1).map(float))).long()
    return Tokens(*(draw(log_probs) for _ in range(3)), *(draw(others) for _ in range(4)), mask)
