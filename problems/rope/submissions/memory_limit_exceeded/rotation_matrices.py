"""Equation 15 as it stands: a d x d matrix for every position."""

import torch


# L tokens   d features, in d / 2 pairs
def apply_rope(x, positions, base=10000.0):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    theta = base ** (-torch.arange(0, d, 2, dtype=wide) / d)  # (d/2,)
    angle = positions[..., None] * theta  # (..., L, d/2)
    cos, sin = angle.cos(), angle.sin()
    matrix = torch.zeros(*angle.shape[:-1], d, d, dtype=wide)
    even = torch.arange(0, d, 2)
    matrix[..., even, even] = matrix[..., even + 1, even + 1] = cos
    matrix[..., even, even + 1], matrix[..., even + 1, even] = -sin, sin
    return torch.einsum("...ij,...j->...i", matrix, x.to(wide)).to(x.dtype)
