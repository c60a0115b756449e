"""How the tests make a layer of the solution's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail


def built(solution: Any, state: Mapping[str, Tensor], alpha: float, *calls: str) -> Any:
    """A layer with the weights of `state`, in their dtype; then methods without arguments are called on it."""
    rank, d_in = state["lora_A"].shape
    cast: list[tuple[Any, ...]] = [("double",)] if state["lora_A"].dtype == torch.float64 else []
    steps = [*cast, ("load_state_dict", dict(state)), *((name,) for name in calls)]
    arguments = d_in, state["lora_B"].shape[0], "base.bias" in state, rank, alpha
    try:
        return solution.build(solution.make_lora, *arguments, calls=steps)
    except RuntimeError:
        fail("the state_dict is not what the statement says: base.weight, base.bias, lora_A, lora_B")
