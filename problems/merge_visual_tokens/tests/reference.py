"""Sequences as Python lists of vectors, joined and padded by hand."""

from __future__ import annotations

import torch
from torch import Tensor

IMAGE = 9
Inputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


def merge(
    token_embeddings: Tensor, input_ids: Tensor, attention_mask: Tensor, labels: Tensor, image_features: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What merge_visual_tokens returns for the image token IMAGE. Differentiable."""
    used = 0
    rows: list[list[tuple[Tensor, int]]] = []
    for b, ids in enumerate(input_ids.tolist()):
        row: list[tuple[Tensor, int]] = []
        for position, token in enumerate(ids):
            if not attention_mask[b, position]:
                continue
            if token == IMAGE:
                row += [(feature, -100) for feature in image_features[used]]
                used += 1
            else:
                row.append((token_embeddings[b, position], int(labels[b, position])))
        rows.append(row)
    longest = max(map(len, rows))
    nothing = token_embeddings.new_zeros(token_embeddings.shape[-1])
    padded = [row + [(nothing, -100)] * (longest - len(row)) for row in rows]
    return (
        torch.stack([torch.stack([vector for vector, _ in row]) for row in padded]),
        torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
        torch.tensor([[label for _, label in row] for row in padded]),
        torch.tensor([[*range(len(row))] + [0] * (longest - len(row)) for row in rows]),
    )


def inputs(ids: list[list[int]], features: int, dim: int, dtype: torch.dtype = torch.float32) -> Inputs:
    """Arguments for these tokens; 0 is padding. Labels are the tokens, but for the first one of each sequence."""
    input_ids = torch.tensor(ids)
    mask = (input_ids != 0).long()
    labels = torch.where(mask == 1, input_ids, -100)
    labels[:, 0] = -100
    images = int((input_ids == IMAGE).sum())
    embeddings = torch.randn(*input_ids.shape, dim, dtype=torch.float64).to(dtype)
    return embeddings, input_ids, mask, labels, torch.randn(images, features, dim, dtype=torch.float64).to(dtype)
