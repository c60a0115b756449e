"""How the tests make a layer of the solution's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail


def built(solution: Any, state: Mapping[str, Tensor], mode: str = "eval") -> Any:
    """A layer with the weights of `state`, in their dtype."""
    heads, prefix, size = state["prefix_keys"].shape
    cast: list[tuple[Any, ...]] = [("double",)] if state["prefix_keys"].dtype == torch.float64 else []
    calls = [*cast, ("load_state_dict", dict(state)), (mode,)]
    try:
        return solution.build(solution.PrefixAttention, heads * size, heads, prefix, calls=calls)
    except RuntimeError:
        fail("the state_dict is not what the statement says: four projections, prefix_keys and prefix_values")
