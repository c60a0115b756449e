"""Frequencies for d columns, each column with the angle of its own."""

import torch


# L tokens   d features, in d / 2 pairs
def apply_rope(x, positions, base=10000.0):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    theta = base ** (-torch.arange(0, d, 2, dtype=wide) / d)  # (d/2,)
    angle = positions[..., None] * theta  # (..., L, d/2)
    cos, sin = angle.cos(), angle.sin()
    a, b = x[..., 0::2], x[..., 1::2]  # (..., L, d/2)
    theta = base ** (-torch.arange(d, dtype=wide) / d)
    angle = positions[..., None] * theta
    cos, sin = angle.cos(), angle.sin()
    pairs = torch.stack((a * cos[..., 0::2] - b * sin[..., 0::2], a * sin[..., 1::2] + b * cos[..., 1::2]), dim=-1)
    return pairs.flatten(-2).to(x.dtype)
