"""p is taken for the probability to be kept."""

import torch
import torch.nn.functional as F


def attention(q, k, v, mask=None, scale=None, dropout=0.0):
    if scale is None:
        scale = q.shape[-1] ** -0.5
    scores = q @ k.mT * scale
    if mask is not None:
        if mask.dtype == torch.bool:
            scores = scores.masked_fill(~mask, -torch.inf)
        else:
            scores = scores + mask
    blind = (scores == -torch.inf).all(dim=-1, keepdim=True)
    weights = scores.masked_fill(blind, 0).softmax(dim=-1).masked_fill(blind, 0)
    return (F.dropout(weights, 1 - dropout) if dropout else weights) @ v, weights
