"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

import torch
from modules import built

from sandbox.checks import close

STATE = {
    "proj.weight": torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]], [[[1.0, 1.0], [1.0, 1.0]]]]),
    "proj.bias": torch.zeros(2),
    "cls_token": torch.tensor([[[100.0, 200.0]]]),
    "pos_embed": torch.zeros(1, 5, 2),
}
IMAGE = torch.arange(16.0).reshape(1, 1, 4, 4)


def test_patches_are_in_reading_order_behind_the_class_token(solution: Any) -> None:
    module = built(solution, ((4, 4), 2, 1, 2), STATE)
    close(module(IMAGE), torch.tensor([[[100.0, 200.0], [0.0, 10.0], [2.0, 18.0], [8.0, 42.0], [10.0, 50.0]]]))


def test_positions_are_added(solution: Any) -> None:
    positions = torch.tensor([[[0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.0, 3.0], [0.0, 4.0]]])
    module = built(solution, ((4, 4), 2, 1, 2), STATE | {"pos_embed": positions})
    close(module(IMAGE), torch.tensor([[[100.0, 200.0], [0.0, 11.0], [2.0, 20.0], [8.0, 45.0], [10.0, 54.0]]]))
