"""The worked example of the statement, and what one sees at once."""

from __future__ import annotations

from typing import Any

import torch

from sandbox.checks import close


def test_the_example_of_the_statement(solution: Any) -> None:
    x = torch.tensor([[1.0, 0.0, 0.0, 2.0]] * 3)
    expected = torch.tensor(
        [[1, 0, 0, 2], [0.540302, 0.841471, -0.199667, 1.990008], [0.283662, -0.958924, -0.958851, 1.755165]]
    )
    close(solution.apply_rope(x, torch.tensor([0, 1, 5]), 100.0), expected)


def test_position_0_is_not_rotated(solution: Any) -> None:
    x = torch.randn(2, 3, 4, 6)
    close(solution.apply_rope(x, torch.zeros(4, dtype=torch.int64)), x)


def test_norms_of_pairs_stay(solution: Any) -> None:
    x = torch.randn(2, 5, 8)
    out = solution.apply_rope(x, torch.arange(5))
    close(out.unflatten(-1, (4, 2)).norm(dim=-1), x.unflatten(-1, (4, 2)).norm(dim=-1), what="the norm of a pair")
