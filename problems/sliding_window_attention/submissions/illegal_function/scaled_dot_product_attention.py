"""Blocks, with torch doing the attention."""

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
        seen = (distance < window) & (distance > (-1 if causal else -window))
        out.append(torch.nn.functional.scaled_dot_product_attention(q[:, :, start:stop], k[:, :, low:high], v[:, :, low:high], attn_mask=seen))
    return torch.cat(out, dim=2)
