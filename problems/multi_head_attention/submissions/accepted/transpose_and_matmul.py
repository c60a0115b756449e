"""The usual way: split the heads with view and transpose, fill with minus infinity, softmax, strike out NaN rows."""

import math

import torch
from torch import nn


# B batch   Lq queries   Lk keys   D embed_dim   H heads   d = D / H features of one head
class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError(f"embed_dim {embed_dim} is not divisible by num_heads {num_heads}")
        self.num_heads = num_heads
        self.head_dim = embed_dim // num_heads
        self.q_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.k_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.v_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.out_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.dropout = nn.Dropout(dropout)

    def _split(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        return x.view(batch, length, self.num_heads, self.head_dim).transpose(1, 2)  # (B, L, D) -> (B, H, L, d)

    def forward(
        self,
        query: torch.Tensor,
        key: torch.Tensor | None = None,
        value: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> torch.Tensor:
        key = query if key is None else key
        value = key if value is None else value
        q = self._split(self.q_proj(query))  # (B, H, Lq, d)
        k = self._split(self.k_proj(key))  # (B, H, Lk, d)
        v = self._split(self.v_proj(value))  # (B, H, Lk, d)

        # S = Q K^T / sqrt(d)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.head_dim)  # (B, H, Lq, Lk)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        # P = softmax(S) over the keys; a row of nothing but -inf is NaN and becomes zero
        weights = scores.softmax(dim=-1)
        if mask is not None:
            weights = weights.masked_fill(~mask, 0.0)
        # O = dropout(P) V
        context = self.dropout(weights) @ v  # (B, H, Lq, d)
        merged = context.transpose(1, 2).reshape(query.shape)  # (B, H, Lq, d) -> (B, Lq, D)
        out: torch.Tensor = self.out_proj(merged)
        return out
