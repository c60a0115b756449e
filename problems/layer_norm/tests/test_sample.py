"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import torch
from modules import built

from sandbox.checks import close


def test_a_row_gets_mean_0_and_variance_1(solution: Any) -> None:
    """Example 1. Mean 2.5, biased variance 1.25, and 1.5 / sqrt(1.25001) = 1.3416."""
    norm = solution.LayerNorm(4)
    x = torch.tensor([[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 0.0, 4.0]])
    expected = torch.tensor(
        [[-1.3416355, -0.4472118, 0.4472118, 1.3416355], [-0.5773493, -0.5773493, -0.5773493, 1.732048]]
    )
    close(norm(x), expected)


def test_over_two_dimensions_then_weight_and_bias(solution: Any) -> None:
    """Example 2. One mean and one variance for the whole (2, 2) block; every element has its own weight and bias."""
    state = {"weight": torch.tensor([[1.0, 10.0], [1.0, 10.0]]), "bias": torch.tensor([[0.0, 0.0], [5.0, 5.0]])}
    norm = built(solution, (2, 2), state)
    x = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])
    close(norm(x), torch.tensor([[[-1.3416355, -4.4721180], [5.4472118, 18.4163551]]]))


def test_without_affine_there_is_neither_weight_nor_bias(solution: Any) -> None:
    """Example 3. With eps = 0.75 the root is sqrt(1.25 + 0.75) = 1.4142."""
    norm = solution.LayerNorm(4, eps=0.75, elementwise_affine=False)
    close(norm(torch.tensor([1.0, 2.0, 3.0, 4.0])), torch.tensor([-1.0606602, -0.3535534, 0.3535534, 1.0606602]))
    assert norm.weight is None, "weight is not None, though elementwise_affine=False"
    assert norm.bias is None, "bias is not None, though elementwise_affine=False"


def test_weight_starts_as_ones_and_bias_as_zeros(solution: Any) -> None:
    """Both are parameters of the normalised shape."""
    found = solution.parameters(solution.LayerNorm((2, 3)))
    close(found.get("weight"), torch.ones(2, 3), what="the initial weight")
    close(found.get("bias"), torch.zeros(2, 3), what="the initial bias")
