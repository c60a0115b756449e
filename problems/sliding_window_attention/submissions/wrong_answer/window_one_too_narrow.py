"""Sees w - 2 tokens before itself."""

import math

import torch

BLOCK = 256


def sliding_window_attention(q, k, v, window, causal=True):
    length = q.shape[2]
    out = []
    for start in range(0, length, BLOCK):
        stop = min(start + BLOCK, length)
        low = max(0, start - window + 1)
        high = stop if causal else min(length, stop + window - 1)
        distance = torch.arange(start, stop)[:, None] - torch.arange(low, high)
        seen = (distance < max(window - 1, 1)) & (distance > (-1 if causal else -window))
        scores = q[:, :, start:stop] @ k[:, :, low:high].mT / math.sqrt(q.shape[-1])
        out.append(scores.masked_fill(~seen, -torch.inf).softmax(-1) @ v[:, :, low:high])
    return torch.cat(out, dim=2)
