"""Halves come out as float32."""

import torch


# L tokens   d features, in d / 2 pairs
def apply_rope(x, positions, base=10000.0):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    theta = base ** (-torch.arange(0, d, 2, dtype=wide) / d)  # (d/2,)
    angle = positions[..., None] * theta  # (..., L, d/2)
    cos, sin = angle.cos(), angle.sin()
    a, b = x[..., 0::2], x[..., 1::2]  # (..., L, d/2)
    pairs = torch.stack((a * cos - b * sin, a * sin + b * cos), dim=-1)  # (..., L, d/2, 2)
    return pairs.flatten(-2)
