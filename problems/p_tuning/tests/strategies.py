"""Hypothesis strategies: sizes and a state of an encoder; templates with what belongs into them."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from modules import templates
from reference import random_state
from torch import Tensor


def arguments() -> st.SearchStrategy[tuple[int, int, int]]:
    """prompts, dim, hidden."""
    size = st.integers(1, 5)
    return st.tuples(size, size, size)


@st.composite
def states(draw: st.DrawFn) -> dict[str, Tensor]:
    """Of an encoder, in float64."""
    sizes = draw(arguments())
    torch.manual_seed(draw(st.integers(0, 2**31 - 1)))
    return {name: value.round(decimals=1) for name, value in random_state(*sizes, torch.float64).items()}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, int, int]:
    """The arguments of insert_prompts."""
    rows, prompts, dim = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    length, vocabulary = prompts + draw(st.integers(0, 6)), draw(st.integers(3, 6))
    pseudo_id, pad_id = draw(st.sampled_from([(1, 0), (0, 1), (vocabulary, 0), (2, -100), (-1, vocabulary), (-1, -2)]))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31 - 1)))
    ids = templates(rows, length, prompts, vocabulary, pseudo_id, pad_id, generator)
    words = torch.arange(float(vocabulary * dim)).view(vocabulary, dim)
    return ids, words, -1 - torch.arange(float(prompts * dim)).view(prompts, dim), pseudo_id, pad_id
