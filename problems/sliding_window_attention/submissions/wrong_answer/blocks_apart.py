"""Blocks that do not overlap: a query does not see beyond its own."""

import math

import torch

BLOCK = 256


def sliding_window_attention(q, k, v, window, causal=True):
    length = q.shape[2]
    out = []
    for start in range(0, length, BLOCK):
        stop = min(start + BLOCK, length)
        low = start
        high = stop if causal else stop
        distance = torch.arange(start, stop)[:, None] - torch.arange(low, high)
        seen = (distance < window) & (distance > (-1 if causal else -window))
        scores = q[:, :, start:stop] @ k[:, :, low:high].mT / math.sqrt(q.shape[-1])
        out.append(scores.masked_fill(~seen, -torch.inf).softmax(-1) @ v[:, :, low:high])
    return torch.cat(out, dim=2)
