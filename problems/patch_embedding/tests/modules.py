"""How the tests make a module of the solution's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail

CASTS = {torch.float64: "double", torch.bfloat16: "bfloat16", torch.float16: "half"}


def built(solution: Any, arguments: tuple[Any, ...], state: Mapping[str, Tensor], mode: str = "eval") -> Any:
    """A module with the parameters of `state`, in their dtype."""
    dtype = state["proj.bias"].dtype
    calls: list[tuple[Any, ...]] = [] if dtype == torch.float32 else [(CASTS[dtype],)]
    calls += [("load_state_dict", dict(state)), (mode,)]
    try:
        return solution.build(solution.PatchEmbedding, *arguments, calls=calls)
    except RuntimeError:
        fail("the state_dict is not what the statement says: proj.weight, proj.bias, cls_token, pos_embed")
