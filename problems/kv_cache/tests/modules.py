"""How the tests make a layer of the solution's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail

CASTS = {torch.float64: "double", torch.bfloat16: "bfloat16"}


def built(solution: Any, state: Mapping[str, Tensor], heads: int, mode: str = "eval") -> Any:
    """A layer with the weights of `state`, in their dtype."""
    bias = state["out_proj.bias"]
    cast: list[tuple[Any, ...]] = [(CASTS[bias.dtype],)] if bias.dtype in CASTS else []
    calls = [*cast, ("load_state_dict", dict(state)), (mode,)]
    try:
        return solution.build(solution.CachedAttention, len(bias), heads, calls=calls)
    except RuntimeError:
        fail("the state_dict is not what the statement says: qkv_proj and out_proj, each with weight and bias")
