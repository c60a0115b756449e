"""Hypothesis strategies: logits with labels, and log-probabilities of pairs."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    """Logits (B, L, V) and labels (B, L), about a third of them -100."""
    batch, length, vocabulary = draw(st.integers(1, 3)), draw(st.integers(1, 5)), draw(st.integers(2, 5))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    logits = (torch.randn(batch, length, vocabulary, generator=generator) * 3).round(decimals=1)
    labels = torch.randint(0, vocabulary, (batch, length), generator=generator)
    dropped = torch.rand(batch, length, generator=generator) < draw(st.sampled_from([0.0, 0.3, 0.8]))
    return logits, labels.masked_fill(dropped, -100)


def arguments() -> st.SearchStrategy[tuple[Tensor, ...]]:
    """Four tensors (B,), the arguments of dpo_loss."""
    halves = st.integers(-60, 0).map(lambda value: value / 2)
    rows = st.lists(st.tuples(halves, halves, halves, halves), min_size=1, max_size=4)
    return rows.map(lambda drawn: tuple(torch.tensor(column) for column in zip(*drawn, strict=True)))
