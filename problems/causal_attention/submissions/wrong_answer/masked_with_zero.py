"""What is hidden has a score of 0."""

import math

import torch
from torch import nn


# B sequences   L tokens   H heads of d features
class CausalSelfAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError("the heads do not divide the features")
        self.num_heads = num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x, padding_mask=None):
        parts = self.qkv_proj(x).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.num_heads, -1)).transpose(1, 2) for part in parts)  # (B, H, L, d)
        seen = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril()
        if padding_mask is not None:
            seen = seen & padding_mask[:, None, None]
        scores = q @ k.mT / math.sqrt(q.shape[-1])  # (B, H, L, L)
        weights = scores.masked_fill(~seen, 0.0).softmax(-1)
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2))
