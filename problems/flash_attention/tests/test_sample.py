"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch

from sandbox.checks import close

K, V = torch.tensor([0.0, math.log(3)]).reshape(1, 1, 2, 1), torch.tensor([4.0, 8.0]).reshape(1, 1, 2, 1)


def test_one_query_and_two_keys(solution: Any) -> None:
    out, lse = solution.flash_attention(torch.ones(1, 1, 1, 1), K, V)
    close(out, torch.tensor([[[[7.0]]]]), what="the output")
    close(lse, torch.tensor([[[math.log(4)]]]), what="lse")


def test_causal(solution: Any) -> None:
    out, lse = solution.flash_attention(torch.ones(1, 1, 2, 1), K, V, causal=True)
    close(out, torch.tensor([[[[4.0], [7.0]]]]), what="the output")
    close(lse, torch.tensor([[[0.0, math.log(4)]]]), what="lse")
