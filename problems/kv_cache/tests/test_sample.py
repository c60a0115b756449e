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


def test_one_cached_token_and_a_new_one(solution: Any) -> None:
    cache = torch.zeros(1, 1, 1, 1), torch.full((1, 1, 1, 1), 10.0)
    out, (k, v) = built(solution, STATE, 1)(torch.tensor([[[math.log(2)]]]), cache)
    close(out, torch.tensor([[[4.2497159]]]), what="the output")
    close(k, torch.tensor([[[[0.0], [math.log(2)]]]]), what="the keys of the new cache")
    close(v, torch.tensor([[[[10.0], [math.log(2)]]]]), what="the values of the new cache")


def test_without_a_cache(solution: Any) -> None:
    out, (k, _) = built(solution, STATE, 1)(torch.tensor([[[0.0], [math.log(2)]]]))
    close(out, torch.tensor([[[0.0], [0.4282595]]]), what="the output")
    close(k, torch.tensor([[[[0.0], [math.log(2)]]]]), what="the keys of the new cache")
