"""The softmax written out, with the maximum taken off and no division by nothing; dropout by a coin for each weight."""

import math

import torch


def attention(q, k, v, mask=None, scale=None, dropout=0.0):
    scores = torch.einsum("...id,...jd->...ij", q, k) * (1 / math.sqrt(q.size(-1)) if scale is None else scale)
    if mask is not None:
        scores = torch.where(mask, scores, -math.inf) if mask.dtype == torch.bool else scores + mask
    top = scores.detach().amax(-1, keepdim=True)
    e = torch.exp(scores - top.where(top > -math.inf, 0))
    total = e.sum(-1, keepdim=True)
    weights = e / total.where(total > 0, 1)
    dropped = weights * (torch.rand_like(weights) >= dropout) / (1 - dropout)
    return torch.einsum("...ij,...jd->...id", dropped, v), weights
