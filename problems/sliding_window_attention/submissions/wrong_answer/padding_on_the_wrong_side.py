"""Windows begin at the query instead of ending there."""

import torch
import torch.nn.functional as F


# b items   h heads   l queries   d features   w places of a window
def sliding_window_attention(q, k, v, window, causal=True):
    length = q.shape[2]
    before = min(window, length) - 1
    after = 0 if causal else before
    width = before + 1 + after

    def windows(x):
        return F.pad(x, (0, 0, after, before)).unfold(2, width, 1)  # (b, h, l, d, w)

    there = F.pad(torch.ones(length, dtype=torch.bool), (after, before)).unfold(0, width, 1)  # (l, w)
    scores = torch.einsum("bhld,bhldw->bhlw", q * q.shape[-1] ** -0.5, windows(k))
    weights = scores.masked_fill(~there, -torch.inf).softmax(-1)
    return torch.einsum("bhlw,bhldw->bhld", weights, windows(v))
