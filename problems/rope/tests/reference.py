"""The definition, one pair after another as complex numbers in Python."""

from __future__ import annotations

import cmath

import torch
from torch import Tensor


def rotated(x: Tensor, positions: Tensor, base: float = 10000.0) -> Tensor:
    """The result in float64, rounded once to the dtype of `x`."""
    d = x.shape[-1]
    rows = x.detach().double().reshape(-1, d).tolist()
    places = positions.broadcast_to(x.shape[:-1]).reshape(-1).tolist()
    out = []
    for row, m in zip(rows, places, strict=True):
        turned = [complex(*row[j : j + 2]) * cmath.exp(1j * m * base ** (-j / d)) for j in range(0, d, 2)]
        out.append([part for pair in turned for part in (pair.real, pair.imag)])
    return torch.tensor(out, dtype=torch.float64).reshape(x.shape).to(x.dtype)
