"""How the tests make a module of the solution's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail


def built(solution: Any, state: Mapping[str, Tensor], momentum: float, alpha: float, mode: str = "train") -> Any:
    """A module with this state, in its dtype."""
    e, d_i = state["image_proj.weight"].shape
    cast: list[tuple[Any, ...]] = [("double",)] if state["temp"].dtype == torch.float64 else []
    calls = [*cast, ("load_state_dict", dict(state)), (mode,)]
    sizes = d_i, state["text_proj.weight"].shape[1], e, len(state["image_queue"])
    try:
        return solution.build(solution.ImageTextContrast, *sizes, momentum, alpha, calls=calls)
    except RuntimeError:
        fail("the state_dict is not what the statement says: see the table of its names and shapes")
