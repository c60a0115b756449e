"""Patches cut out one by one, in float64: no convolution, no reshape of the image."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


def patch_embedding(images: Tensor, state: Mapping[str, Tensor]) -> Tensor:
    """(B, N + 1, D) tokens in the dtype of the images (B, C, H, W). Differentiable."""
    weight, bias, cls_token, pos_embed = (
        state[name].double() for name in ("proj.weight", "proj.bias", "cls_token", "pos_embed")
    )
    side = weight.shape[-1]
    height, width = images.shape[2:]
    items = []
    for image in images.double():
        tokens = [cls_token[0, 0] + pos_embed[0, 0]]
        for top in range(0, height, side):
            for left in range(0, width, side):
                patch = image[:, top : top + side, left : left + side]
                projected = torch.stack([(patch * one).sum() for one in weight]) + bias
                tokens.append(projected + pos_embed[0, len(tokens)])
        items.append(torch.stack(tokens))
    return torch.stack(items).to(images.dtype)


def random_state(
    image_size: tuple[int, int], patch_size: int, channels: int, features: int, dtype: torch.dtype = torch.float32
) -> dict[str, Tensor]:
    """Random parameters of a PatchEmbedding with these arguments."""
    patches = (image_size[0] // patch_size) * (image_size[1] // patch_size)
    shapes = {
        "proj.weight": (features, channels, patch_size, patch_size),
        "proj.bias": (features,),
        "cls_token": (1, 1, features),
        "pos_embed": (1, patches + 1, features),
    }
    return {name: torch.randn(shape, dtype=torch.float64).to(dtype) for name, shape in shapes.items()}
