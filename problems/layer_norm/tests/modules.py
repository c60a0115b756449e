"""How the tests make a module of the solution's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from sandbox.checks import fail

CASTS = {torch.float64: "double", torch.bfloat16: "bfloat16", torch.float16: "half"}


def built(
    solution: Any,
    normalized_shape: int | tuple[int, ...],
    state: Mapping[str, Tensor] | None = None,
    *,
    eps: float | None = None,
    dtype: torch.dtype = torch.float32,
) -> Any:
    """A module with the weight and bias of `state`; without affine if it is empty, freshly initialised if None."""
    arguments: dict[str, Any] = {} if eps is None else {"eps": eps}
    if state is not None and not state:
        arguments["elementwise_affine"] = False
    calls: list[tuple[Any, ...]] = [] if dtype == torch.float32 else [(CASTS[dtype],)]
    if state is not None:
        calls.append(("load_state_dict", dict(state)))
    with _state_is_all_there_is(state or {}):
        return solution.build(solution.LayerNorm, normalized_shape, calls=calls, **arguments)


def load(solution: Any, module: Any, state: Mapping[str, Tensor]) -> None:
    """Load `state`, whose names and shapes must be all there is."""
    with _state_is_all_there_is(state):
        solution.batch(module, [("load_state_dict", dict(state))])


@contextmanager
def _state_is_all_there_is(state: Mapping[str, Tensor]) -> Iterator[None]:
    try:
        yield
    except RuntimeError:
        if state:
            fail("the state_dict is not a weight and a bias of the normalised shape, and nothing else")
        fail("the state_dict is not empty, though elementwise_affine=False")
