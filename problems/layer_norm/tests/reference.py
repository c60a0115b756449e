"""Two references that share no code: torch's own kernel in float64, and loops over single numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name


def layer_norm(
    x: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """The output, computed in float64 with torch's own kernel, in the dtype of `x`. Differentiable."""
    gain, shift = (None if parameter is None else parameter.double() for parameter in (weight, bias))
    return F.layer_norm(x.double(), tuple(normalized_shape), gain, shift, eps).to(x.dtype)


def layer_norm_by_loops(
    x: Tensor, normalized_shape: Sequence[int], weight: Tensor, bias: Tensor, eps: float = 1e-5
) -> Tensor:
    """The same with Python floats and exact sums, one block after another, in float64."""
    size = math.prod(normalized_shape)
    flat, gain, shift = (tensor.reshape(-1).double().tolist() for tensor in (x, weight, bias))
    out: list[float] = []
    for start in range(0, len(flat), size):
        block = flat[start : start + size]
        mean = math.fsum(block) / size
        variance = math.fsum((value - mean) ** 2 for value in block) / size
        root = math.sqrt(variance + eps)
        out += [(value - mean) / root * gain[i] + shift[i] for i, value in enumerate(block)]
    return torch.tensor(out, dtype=torch.float64).reshape(x.shape)


def random_state(
    normalized_shape: Sequence[int], *, dtype: torch.dtype = torch.float32, generator: torch.Generator | None = None
) -> dict[str, Tensor]:
    """A weight and a bias that are nowhere near ones and zeros."""
    return {
        name: torch.randn(tuple(normalized_shape), generator=generator, dtype=torch.float64).to(dtype)
        for name in ("weight", "bias")
    }
