"""Keys of earlier tokens are zeros."""

import math

import torch
from torch import nn


# B sequences   T new tokens   P cached ones   H heads of d features
class CachedAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x, cache=None):
        parts = self.qkv_proj(x).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.num_heads, -1)).transpose(1, 2) for part in parts)  # (B, H, T, d)
        past = 0
        if cache is not None:
            past = cache[0].shape[2]
            k = torch.cat([torch.zeros_like(cache[0]), k], dim=2)  # (B, H, P + T, d)
            v = torch.cat([cache[1], v], dim=2)
        seen = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).tril(past)
        scores = q @ k.mT / math.sqrt(q.shape[-1])  # (B, H, T, P + T)
        weights = scores.masked_fill(~seen, -torch.inf).softmax(-1)
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2)), (k, v)
