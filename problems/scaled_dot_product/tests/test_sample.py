"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from sandbox.checks import close

Q, K, V = torch.tensor([[2.0, 0, 0, 0]]), torch.eye(2, 4), torch.eye(2)
CASES = [
    ({}, [0.7310586, 0.2689414]),
    ({"scale": 0.5 * math.log(3)}, [0.75, 0.25]),
    ({"mask": torch.tensor([[False, True]])}, [0.0, 1.0]),
    ({"mask": torch.tensor([[False, False]])}, [0.0, 0.0]),
    ({"mask": torch.tensor([[-1.0, 0.0]])}, [0.5, 0.5]),
]


@pytest.mark.parametrize(("options", "expected"), CASES, ids=["plain", "scale", "mask", "all-masked", "float-mask"])
def test_a_query_and_two_keys(solution: Any, options: dict[str, Any], expected: list[float]) -> None:
    out, weights = solution.attention(Q, K, V, **options)
    close(out, torch.tensor([expected]), what="the result")
    close(weights, torch.tensor([expected]), what="the weights")
