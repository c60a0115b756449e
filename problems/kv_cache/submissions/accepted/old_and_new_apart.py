"""Scores against the cache and against the new tokens apart; the mask is needed for the new ones alone."""

import torch
from torch import nn


# b sequences   t, s new tokens   p cached ones   h heads   d features
class CachedAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.heads = num_heads
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x, cache=None):
        q, k, v = self.qkv_proj(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)  # (b, h, t, d)
        old_k, old_v = (k[:, :, :0], v[:, :, :0]) if cache is None else cache
        q = q * q.shape[-1] ** -0.5
        place = torch.arange(x.shape[1])
        old = torch.einsum("bhtd,bhpd->bhtp", q, old_k)
        new = torch.einsum("bhtd,bhsd->bhts", q, k).masked_fill(place > place[:, None], -torch.inf)
        weights = torch.cat([old, new], dim=-1).softmax(-1)
        context = weights[..., : old.shape[-1]] @ old_v + weights[..., old.shape[-1] :] @ v
        out = self.out_proj(context.transpose(1, 2).flatten(2))
        return out, (torch.cat([old_k, k], dim=2), torch.cat([old_v, v], dim=2))
