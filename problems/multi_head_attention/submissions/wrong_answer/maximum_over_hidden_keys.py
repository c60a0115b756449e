"""Subtracts a maximum that counts hidden keys: a huge one pushes all others to zero."""

import math

from torch import Tensor, nn


# B batch   Lq queries   Lk keys   D embed_dim   H heads   d = D / H features of one head
class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads != 0:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.embed_dim = embed_dim
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.q_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.k_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.v_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.out_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.dropout = nn.Dropout(dropout)

    def split(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], x.shape[1], self.num_heads, self.head_dim).transpose(1, 2)  # (B, H, L, d)

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        if key is None:
            key = query
        if value is None:
            value = key
        q = self.split(self.q_proj(query))  # (B, H, Lq, d)
        k = self.split(self.k_proj(key))  # (B, H, Lk, d)
        v = self.split(self.v_proj(value))  # (B, H, Lk, d)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.head_dim)  # (B, H, Lq, Lk)
        weights = (scores - scores.amax(-1, keepdim=True)).exp()
        if mask is not None:
            weights = weights.masked_fill(~mask, 0.0)
        weights = weights / weights.sum(-1, keepdim=True).clamp_min(1e-30)
        weights = self.dropout(weights)
        context = weights @ v  # (B, H, Lq, d)
        context = context.transpose(1, 2).flatten(2)  # (B, Lq, D)
        return self.out_proj(context)
