"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from modules import built
from reference import shapes

from sandbox.checks import close, equal

WORDS = torch.tensor([[9.0, 9.0], [1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
PROMPTS = torch.tensor([[0.1, 0.2], [0.3, 0.4]])


def test_prompts_and_words_and_padding(solution: Any) -> None:
    ids = torch.tensor([[4, 1, 4, 3, 0], [2, 4, 4, 0, 0]])
    embeddings, mask = solution.insert_prompts(ids, WORDS, PROMPTS, 4, 0)
    first = [[0.1, 0.2], [1.0, 2.0], [0.3, 0.4], [5.0, 6.0], [0.0, 0.0]]
    second = [[3.0, 4.0], [0.1, 0.2], [0.3, 0.4], [0.0, 0.0], [0.0, 0.0]]
    close(embeddings, torch.tensor([first, second]), what="the embeddings")
    equal(mask, torch.tensor([[True] * 4 + [False], [True] * 3 + [False] * 2]))


def test_a_row_with_another_number_of_pseudo_tokens_is_named(solution: Any) -> None:
    with pytest.raises(ValueError, match="row 1"):
        solution.insert_prompts(torch.tensor([[4, 1, 4], [4, 1, 2]]), WORDS, PROMPTS, 4, 0)


def test_an_encoder_whose_weights_are_all_a_half(solution: Any) -> None:
    state = {name: torch.full(shape, 0.5) for name, shape in shapes(2, 1, 1).items()}
    state |= {name: torch.zeros_like(value) for name, value in state.items() if "bias" in name}
    state["embedding.weight"] = torch.tensor([[2.0], [-1.0]])
    encoder = built(solution, state)
    expected = torch.tensor([[0.10442196], [0.02806056]])
    close(encoder().detach(), expected, rtol=1e-4, atol=1e-6)
    close(encoder.precompute(), expected, rtol=1e-4, atol=1e-6)
