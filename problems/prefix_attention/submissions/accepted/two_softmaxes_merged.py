"""Scores of prefixes and of tokens apart, with one denominator: no concatenation."""

import torch
from torch import nn


# b sequences   q, k tokens   p prefixes   h heads   d features
class PrefixAttention(nn.Module):
    def __init__(self, embed_dim, num_heads, prefix_length):
        super().__init__()
        self.q_proj = nn.Linear(embed_dim, embed_dim)
        self.k_proj = nn.Linear(embed_dim, embed_dim)
        self.v_proj = nn.Linear(embed_dim, embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)
        self.requires_grad_(False)
        size = embed_dim // num_heads
        self.scale = size**-0.5
        self.prefix_keys = nn.Parameter(torch.zeros(num_heads, prefix_length, size))
        self.prefix_values = nn.Parameter(torch.zeros(num_heads, prefix_length, size))

    def forward(self, x, padding_mask=None):
        heads = len(self.prefix_keys)
        projections = (self.q_proj, self.k_proj, self.v_proj)
        q, k, v = (projection(x).unflatten(-1, (heads, -1)) for projection in projections)
        q = q * self.scale
        place = torch.arange(x.shape[1])
        hidden = (place > place[:, None])[None]
        if padding_mask is not None:
            hidden = hidden | ~padding_mask[:, None]  # (b, q, k)
        of_prefixes = torch.einsum("bqhd,hpd->bhqp", q, self.prefix_keys)
        of_tokens = torch.einsum("bqhd,bkhd->bhqk", q, k).masked_fill(hidden[:, None], -torch.inf)
        both = torch.cat([of_prefixes, of_tokens], dim=3).detach()
        top = both.amax(3, keepdim=True).clamp(min=torch.finfo(x.dtype).min)
        of_prefixes, of_tokens = (of_prefixes - top).exp(), (of_tokens - top).exp()
        total = of_prefixes.sum(3) + of_tokens.sum(3)  # (b, h, q)
        context = torch.einsum("bhqp,hpd->bhqd", of_prefixes, self.prefix_values)
        context = context + torch.einsum("bhqk,bkhd->bhqd", of_tokens, v)
        context = context / total.masked_fill(total == 0, 1)[..., None]
        return self.out_proj(context.transpose(1, 2).flatten(2))
