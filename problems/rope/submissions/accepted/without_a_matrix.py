"""Equation 34: x times repeated cosines, plus x with its pairs swapped times repeated sines."""

import math

import torch


def apply_rope(x, positions, base=10000.0):
    wide = torch.promote_types(x.dtype, torch.float32)
    d = x.shape[-1]
    theta = torch.exp(torch.arange(d // 2, dtype=wide) * (-2 * math.log(base) / d))
    angle = (positions.to(wide).unsqueeze(-1) * theta).repeat_interleave(2, dim=-1)  # (..., L, d)
    swapped = x.unflatten(-1, (d // 2, 2)).flip(-1) * torch.tensor([-1, 1])  # (-x[2i + 1], x[2i])
    return (x * angle.cos() + swapped.flatten(-2) * angle.sin()).to(x.dtype)
