"""How the tests make a module of the solution's."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail

CASTS = {torch.float64: "double", torch.bfloat16: "bfloat16", torch.float16: "half"}


def built(solution: Any, weight: Tensor, eps: float | None = None, mode: str = "train") -> Any:
    """A module with this weight, in its dtype."""
    cast: list[tuple[Any, ...]] = [(CASTS[weight.dtype],)] if weight.dtype in CASTS else []
    calls = [*cast, ("load_state_dict", {"weight": weight}), (mode,)]
    try:
        return solution.build(solution.RMSNorm, len(weight), *(() if eps is None else (eps,)), calls=calls)
    except RuntimeError:
        fail("the state_dict is not a weight of the shape (dim,), and nothing else")
