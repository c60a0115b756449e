"""Leading axes flattened, one `torch.baddbmm` onto a bias that either mask becomes, `torch.bmm` for the values."""

import math

import torch


def flat(x, lead):
    return x.expand(*lead, *x.shape[-2:]).reshape(-1, *x.shape[-2:])


def attention(q, k, v, mask=None, scale=None, dropout=0.0):
    Lq, Lk = q.shape[-2], k.shape[-2]
    scale = 1.0 / math.sqrt(q.shape[-1]) if scale is None else scale
    if mask is None:
        bias = q.new_zeros(1, 1)
    elif mask.dtype == torch.bool:
        bias = q.new_zeros(mask.shape).masked_fill_(mask.logical_not(), float("-inf"))
    else:
        bias = mask
    while bias.dim() < 2:
        bias = bias.unsqueeze(0)
    bias = bias.expand(*bias.shape[:-2], Lq, Lk)

    lead = torch.broadcast_shapes(q.shape[:-2], k.shape[:-2], bias.shape[:-2])
    scores = torch.baddbmm(flat(bias, lead), flat(q, lead), flat(k, lead).transpose(1, 2), alpha=scale)
    blind = torch.isneginf(scores).all(dim=2, keepdim=True)
    weights = torch.softmax(scores.masked_fill(blind, 0.0), dim=2)
    weights = weights.masked_fill(blind, 0.0).reshape(*lead, Lq, Lk)

    kept = weights
    if dropout > 0:
        kept = weights * torch.bernoulli(torch.full_like(weights, 1 - dropout)) / (1 - dropout)
    lead = torch.broadcast_shapes(lead, v.shape[:-2])
    return torch.bmm(flat(kept, lead), flat(v, lead)).reshape(*lead, Lq, v.shape[-1]), weights
