"""A pair is a complex number, and its rotation a product with one of modulus 1."""

import torch


def apply_rope(x, positions, base=10000.0):
    wide = torch.promote_types(x.dtype, torch.float32)
    pairs = x.to(wide).unflatten(-1, (x.shape[-1] // 2, 2)).contiguous()  # (..., L, d/2, 2)
    steps = torch.linspace(0, 1, x.shape[-1] // 2 + 1, dtype=wide)[:-1]  # 2i / d
    angle = positions[..., None] / base**steps  # (..., L, d/2)
    turned = torch.view_as_complex(pairs) * torch.polar(torch.ones_like(angle), angle)
    return torch.view_as_real(turned).flatten(-2).to(x.dtype)
