"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from reference import identity_state

from sandbox.checks import close


def test_one_head_mixes_the_values_by_similarity(solution: Any) -> None:
    """Example 1. One head of size 2: scores are divided by sqrt(2), and softmax([0.7071, 0]) = [0.6698, 0.3302]."""
    attention = solution.MultiHeadAttention(2, 1, bias=False)
    attention.load_state_dict(identity_state(2))
    tokens = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    close(attention(tokens), torch.tensor([[[0.6697615, 0.3302385], [0.3302385, 0.6697615]]]))


def test_two_heads_under_a_causal_mask(solution: Any) -> None:
    """Example 2. Two heads of size 1, and True where a query may attend."""
    attention = solution.MultiHeadAttention(2, 2, bias=False)
    attention.load_state_dict(identity_state(2))
    tokens = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    causal = torch.tensor([[True, False], [True, True]])
    close(attention(tokens, mask=causal), torch.tensor([[[1.0, 0.0], [0.5, 0.7310586]]]))


def test_a_query_that_may_attend_nowhere_gets_the_output_bias(solution: Any) -> None:
    """Example 3. Its attention is zero, so out_proj adds its bias to nothing."""
    attention = solution.MultiHeadAttention(2, 1)
    state = identity_state(2, bias=True) | {"out_proj.bias": torch.tensor([3.0, -1.0])}
    attention.load_state_dict(state)
    tokens = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    mask = torch.tensor([[True, False], [False, False]])
    close(attention(tokens, mask=mask), torch.tensor([[[4.0, -1.0], [3.0, -1.0]]]))


def test_cross_attention_has_lengths_of_its_own(solution: Any) -> None:
    """Three queries, five keys: the output has a row for every query."""
    attention = solution.MultiHeadAttention(8, 2)
    out = attention(torch.randn(4, 3, 8), torch.randn(4, 5, 8))
    close(out * 0, torch.zeros(4, 3, 8), what="the output times 0")


def test_embed_dim_must_be_divisible_by_num_heads(solution: Any) -> None:
    """10 features do not split into 3 heads."""
    solution.MultiHeadAttention(9, 3)
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the author's own
        solution.MultiHeadAttention(10, 3)
