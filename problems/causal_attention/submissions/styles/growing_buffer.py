"""A mask in a buffer (not persistent) that grows with the longest sequence so far; one loop over the sequences."""

import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError(f"{num_heads} heads do not divide {embed_dim}")
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)
        self.register_buffer("causal", torch.zeros(0, 0, dtype=torch.bool), persistent=False)

    def mask(self, length):
        if self.causal.shape[0] < length:
            self.causal = torch.ones(length, length, dtype=torch.bool).triu(1)
        return self.causal[:length, :length]

    def forward(self, x, padding_mask=None):
        length = x.shape[1]
        out = []
        for b, tokens in enumerate(self.qkv_proj(x)):
            q, k, v = tokens.view(length, 3, self.num_heads, self.head_dim).permute(1, 2, 0, 3)
            hidden = self.mask(length)
            if padding_mask is not None:
                hidden = hidden | ~padding_mask[b]
            blind = hidden.all(1, keepdim=True)
            scores = torch.bmm(q, k.transpose(1, 2)) / self.head_dim**0.5
            weights = scores.masked_fill(hidden, -torch.inf).masked_fill(blind, 0).softmax(-1)
            context = torch.bmm(weights, v).masked_fill(blind, 0)
            out.append(context.transpose(0, 1).reshape(length, -1))
        return self.out_proj(torch.stack(out))
