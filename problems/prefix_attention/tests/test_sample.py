"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch
from modules import built
from reference import PROJECTIONS

from sandbox.checks import close


def test_one_prefix_and_two_tokens(solution: Any) -> None:
    state = {"prefix_keys": torch.zeros(1, 1, 1), "prefix_values": torch.full((1, 1, 1), 10.0)}
    for name in PROJECTIONS:
        state |= {f"{name}.weight": torch.ones(1, 1), f"{name}.bias": torch.zeros(1)}
    x = torch.tensor([[[0.0], [math.log(2)]]])
    close(built(solution, state)(x), torch.tensor([[[5.0], [3.0747247]]]), atol=1e-5)
