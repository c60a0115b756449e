"""The forward pass by torch's own function in float64, and by loops; the backward pass by autograd of the first."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name


def rms_norm(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    """The output in the dtype of `x`. Differentiable."""
    return F.rms_norm(x.double(), (x.shape[-1],), weight.double(), eps).to(x.dtype)


def rms_norm_by_loops(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """The same with Python floats and exact sums."""
    rows = []
    for row in x.reshape(-1, x.shape[-1]).double().tolist():
        root = math.sqrt(math.fsum(value * value for value in row) / len(row) + eps)
        rows.append([value / root * scale for value, scale in zip(row, weight.double().tolist(), strict=True)])
    return torch.tensor(rows, dtype=torch.float64).reshape(x.shape)


def backward(dy: Tensor, x: Tensor, weight: Tensor, eps: float = 1e-6) -> tuple[Tensor, Tensor]:
    """dx and dweight, in the dtypes of x and weight."""
    leaves = [tensor.detach().double().requires_grad_() for tensor in (x, weight)]
    dx, dweight = torch.autograd.grad(rms_norm(*leaves, eps), leaves, dy.double())
    return dx.to(x.dtype), dweight.to(weight.dtype)
