"""The softmax written out, by einsum; a padding key gets a weight of 0."""

import torch
from torch import nn


# b sequences   q, k tokens   h heads   d features
class CausalSelfAttention(nn.Module):
    def __init__(self, embed_dim, num_heads):
        super().__init__()
        self.heads = num_heads, embed_dim // num_heads
        if self.heads[0] * self.heads[1] != embed_dim:
            raise ValueError("the heads do not divide the features")
        self.qkv_proj = nn.Linear(embed_dim, 3 * embed_dim)
        self.out_proj = nn.Linear(embed_dim, embed_dim)

    def forward(self, x, padding_mask=None):
        q, k, v = self.qkv_proj(x).unflatten(-1, (3, *self.heads)).unbind(2)  # (b, l, h, d)
        place = torch.arange(x.shape[1])
        hidden = place > place[:, None]
        if padding_mask is not None:
            hidden = hidden | ~padding_mask[:, None, None]
        scores = torch.einsum("bqhd,bkhd->bhqk", q * self.heads[1] ** -0.5, k)
        scores = scores.masked_fill(hidden, -torch.inf)
        top = scores.detach().amax(-1, keepdim=True).clamp(min=torch.finfo(x.dtype).min)
        e = (scores - top).exp()
        total = e.sum(-1, keepdim=True)
        weights = e / total.masked_fill(total == 0, 1)
        return self.out_proj(torch.einsum("bhqk,bkhd->bqhd", weights, v).flatten(2))
