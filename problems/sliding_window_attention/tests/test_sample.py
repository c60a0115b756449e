"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from sandbox.checks import close

ROWS = [
    (1, True, [1.0, 2.0, 3.0, 4.0]),
    (2, True, [1.0, 1.5, 2.5, 3.5]),
    (3, True, [1.0, 1.5, 2.0, 3.0]),
    (2, False, [1.5, 2.0, 3.0, 3.5]),
    (9, False, [2.5, 2.5, 2.5, 2.5]),
]


@pytest.mark.parametrize(("window", "causal", "expected"), ROWS)
def test_equal_scores_give_the_mean_of_the_window(
    solution: Any, window: int, expected: list[float], *, causal: bool
) -> None:
    zeros, v = torch.zeros(1, 1, 4, 1), torch.tensor([1.0, 2.0, 3.0, 4.0])[None, None, :, None]
    close(
        solution.sliding_window_attention(zeros, zeros, v, window, causal), torch.tensor(expected)[None, None, :, None]
    )
