"""The worked example of the statement."""

from __future__ import annotations

from typing import Any

import torch
from modules import built

from sandbox.checks import close

STATE = {
    "base.weight": torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    "lora_A": torch.tensor([[1.0, 1.0, 1.0]]),
    "lora_B": torch.tensor([[1.0], [-1.0]]),
}
X = torch.tensor([1.0, 2.0, 3.0])


def test_the_update_is_scaled_and_added(solution: Any) -> None:
    close(built(solution, STATE, 2.0)(X), torch.tensor([13.0, -10.0]))


def test_merging_moves_the_update_into_the_weight(solution: Any) -> None:
    layer = built(solution, STATE, 2.0, "merge")
    close(layer(X), torch.tensor([13.0, -10.0]), what="the result after merge()")
    weight = solution.parameters(layer)["base.weight"]
    close(weight, torch.tensor([[3.0, 2.0, 2.0], [-2.0, -1.0, -2.0]]), what="the weight after merge()")


def test_a_fresh_layer_computes_what_its_base_does(solution: Any) -> None:
    layer = solution.make_lora(3, 2, True, 2, 4.0)
    found = solution.parameters(layer)
    close(layer(X), found["base.weight"] @ X + found["base.bias"])
