"""The layer as its formula has it: the full update, in float64."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


def merged_weight(state: Mapping[str, Tensor], alpha: float) -> Tensor:
    """W + alpha / r * B A, as a sum of r outer products, in float64."""
    weight = state["base.weight"].double()
    rank = state["lora_A"].shape[0]
    for row in range(rank):
        weight = weight + alpha / rank * torch.outer(state["lora_B"][:, row].double(), state["lora_A"][row].double())
    return weight


def lora(x: Tensor, state: Mapping[str, Tensor], alpha: float) -> Tensor:
    """(..., d_out) in the dtype of x. Differentiable."""
    y = x.double() @ merged_weight(state, alpha).T
    if "base.bias" in state:
        y = y + state["base.bias"].double()
    return y.to(x.dtype)


def random_state(
    d_in: int, d_out: int, rank: int, *, bias: bool = True, dtype: torch.dtype = torch.float32
) -> dict[str, Tensor]:
    """Random weights of a layer, B not zero."""
    shapes = {"base.weight": (d_out, d_in), "lora_A": (rank, d_in), "lora_B": (d_out, rank)}
    if bias:
        shapes["base.bias"] = (d_out,)
    return {name: torch.randn(shape, dtype=torch.float64).to(dtype) for name, shape in shapes.items()}
