"""Hypothesis strategies: hidden states with a mask, pairs of rewards, and ranked answers."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

halves = st.integers(-40, 40).map(lambda value: value / 2)


@st.composite
def sequences(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor]:
    """Hidden states (B, L, D), a mask (B, L) with any holes, and a weight (D,)."""
    length, width = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    row = st.lists(st.integers(0, 1), min_size=length, max_size=length)
    mask = torch.tensor(draw(st.lists(row.filter(any), min_size=1, max_size=3)))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    hidden = (torch.randn(*mask.shape, width, generator=generator) * 3).round(decimals=1)
    return hidden, mask, (torch.randn(width, generator=generator) * 2).round(decimals=1)


def arguments() -> st.SearchStrategy[tuple[Tensor, ...]]:
    """Chosen, rejected and margin, the arguments of reward_model_loss."""
    rows = st.lists(st.tuples(halves, halves, st.integers(0, 6).map(lambda value: value / 2)), min_size=1, max_size=4)
    return rows.map(lambda drawn: tuple(torch.tensor(column) for column in zip(*drawn, strict=True)))


@st.composite
def ranked_answers(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    """Rewards (B, K) and ranks (B, K), some of them equal."""
    size = draw(st.integers(1, 5))
    answers = st.lists(st.tuples(halves, st.integers(-1, 3)), min_size=size, max_size=size)
    drawn = draw(st.lists(answers, min_size=1, max_size=3))
    rewards, ranks = ([[answer[which] for answer in row] for row in drawn] for which in (0, 1))
    return torch.tensor(rewards, dtype=torch.float32), torch.tensor(ranks)
