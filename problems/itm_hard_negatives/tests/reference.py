"""Draws one by one with Python floats, and pairs put together by hand."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def draw(logits: list[float], ids: list[int], own: int, u: float) -> int:
    """One draw from those whose id is another, or -1."""
    wrong = [k for k in range(len(ids)) if ids[k] != ids[own]]
    if not wrong:
        return -1
    top = max(logits[k] for k in wrong)
    weights = [math.exp(logits[k] - top) for k in wrong]
    reached, total = 0.0, math.fsum(weights)
    for k, weight in zip(wrong, weights, strict=True):
        reached += weight / total
        if reached > u:
            return k
    return wrong[-1]


def hard_negatives(sim: Tensor, ids: Tensor, u: Tensor) -> tuple[Tensor, Tensor]:
    """texts and images."""
    rows, columns, names, numbers = sim.double().tolist(), sim.double().T.tolist(), ids.tolist(), u.tolist()
    texts = [draw(row, names, i, numbers[0][i]) for i, row in enumerate(rows)]
    images = [draw(column, names, j, numbers[1][j]) for j, column in enumerate(columns)]
    return torch.tensor(texts), torch.tensor(images)


def itm_pairs(
    image_embeds: Tensor, text_embeds: Tensor, text_mask: Tensor, texts: Tensor, images: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Images, texts, masks, labels. Differentiable."""
    size = range(len(image_embeds))
    pairs = [(i, i, 1) for i in size]
    pairs += [(i, int(texts[i]), 0) for i in size if texts[i] >= 0]
    pairs += [(int(images[j]), j, 0) for j in size if images[j] >= 0]
    return (
        torch.stack([image_embeds[i] for i, _, _ in pairs]),
        torch.stack([text_embeds[j] for _, j, _ in pairs]),
        torch.stack([text_mask[j] for _, j, _ in pairs]),
        torch.tensor([label for _, _, label in pairs]),
    )
