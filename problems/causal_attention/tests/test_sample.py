"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import torch
from modules import built

from sandbox.checks import close

STATE = {
    "qkv_proj.weight": torch.ones(3, 1),
    "qkv_proj.bias": torch.zeros(3),
    "out_proj.weight": torch.ones(1, 1),
    "out_proj.bias": torch.zeros(1),
}
X = torch.tensor([[[0.0], [math.log(2)]]])


def test_the_second_token_sees_both(solution: Any) -> None:
    close(built(solution, STATE, 1)(X), torch.tensor([[[0.0], [0.4282595]]]))


def test_padding_is_not_seen(solution: Any) -> None:
    out = built(solution, STATE, 1)(X, torch.tensor([[False, True]]))
    close(out, torch.tensor([[[0.0], [math.log(2)]]]))


def test_padding_sees_what_any_token_at_its_place_would(solution: Any) -> None:
    x = torch.tensor([[[math.log(2)], [5.0]]])
    out = built(solution, STATE, 1)(x, torch.tensor([[True, False]]))
    close(out, torch.full((1, 2, 1), math.log(2)))
