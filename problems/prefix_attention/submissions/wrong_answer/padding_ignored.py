"""The padding mask does nothing."""

import math

import torch
import torch.nn.functional as F
from torch import nn


# B sequences   L tokens   P prefixes   H heads of d features
class PrefixAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, prefix_length):
        super().__init__()
        self.num_heads = num_heads
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            self.add_module(name, nn.Linear(embed_dim, embed_dim).requires_grad_(False))
        shape = num_heads, prefix_length, embed_dim // num_heads
        self.prefix_keys = nn.Parameter(torch.randn(shape))
        self.prefix_values = nn.Parameter(torch.randn(shape))

    def split(self, x):
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)  # (B, H, L, d)

    def forward(self, x, padding_mask=None):
        batch, length, _ = x.shape
        prefix = self.prefix_keys.shape[1]
        q = self.split(self.q_proj(x))
        k = torch.cat([self.prefix_keys.expand(batch, -1, -1, -1), self.split(self.k_proj(x))], dim=2)
        v = torch.cat([self.prefix_values.expand(batch, -1, -1, -1), self.split(self.v_proj(x))], dim=2)
        seen = torch.ones(length, prefix + length, dtype=torch.bool).tril(prefix)
        if padding_mask is not None:
            F.pad(padding_mask, (prefix, 0), value=True)[:, None, None]
        scores = q @ k.mT / math.sqrt(q.shape[-1])  # (B, H, L, P + L)
        weights = scores.masked_fill(~seen, torch.finfo(x.dtype).min).softmax(-1) * seen
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2))
