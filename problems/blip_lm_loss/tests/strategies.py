"""Hypothesis strategies: captions, and logits with labels."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor]:
    """input_ids, attention_mask with padding on either side, prompt_lengths."""
    rows, length = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    ids = draw(st.lists(st.lists(st.integers(0, 9), min_size=length, max_size=length), min_size=rows, max_size=rows))
    masks = []
    for _ in range(rows):
        left = draw(st.integers(0, length))
        right = draw(st.integers(0, length - left))
        masks.append([0] * left + [1] * (length - left - right) + [0] * right)
    prompts = draw(st.lists(st.integers(0, length + 1), min_size=rows, max_size=rows))
    return torch.tensor(ids), torch.tensor(masks), torch.tensor(prompts)


@st.composite
def predictions(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, int, float]:
    """logits, labels, weights, questions, label_smoothing."""
    rows, length, vocabulary = draw(st.integers(1, 4)), draw(st.integers(1, 5)), draw(st.integers(2, 5))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    logits = (torch.randn(rows, length, vocabulary, generator=generator, dtype=torch.float64) * 3).round(decimals=1)
    labels = torch.randint(0, vocabulary, (rows, length), generator=generator)
    dropped = torch.rand(rows, length, generator=generator) < draw(st.sampled_from([0.0, 0.3, 0.8]))
    weights = torch.rand(rows, generator=generator, dtype=torch.float64).round(decimals=1)
    smoothing = draw(st.sampled_from([0.0, 0.1, 0.5]))
    return logits, labels.masked_fill(dropped, -100), weights, draw(st.integers(1, 4)), smoothing
