"""Masks the full matrix."""

import math

import torch

BLOCK = 256


def sliding_window_attention(q, k, v, window, causal=True):
    length = q.shape[2]
    distance = torch.arange(length)[:, None] - torch.arange(length)
    seen = (distance < window) & (distance > (-1 if causal else -window))
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    return scores.masked_fill(~seen, -torch.inf).softmax(-1) @ v
