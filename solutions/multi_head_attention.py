"""Multi-head attention, by hand."""

import math

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads, with four learned projections."""

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

    def _heads(self, x: torch.Tensor) -> torch.Tensor:
        B, L, _ = x.shape
        return x.reshape(B, L, self.num_heads, self.head_dim).transpose(1, 2)  # (B, H, L, d)

    def forward(
        self,
        query: torch.Tensor,
        key: torch.Tensor | None = None,
        value: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """mask: True may attend, like F.scaled_dot_product_attention (NOT like nn.MultiheadAttention)."""
        if key is None:
            key = query
        if value is None:
            value = key

        q = self._heads(self.q_proj(query))  # (B, H, Lq, d)
        k = self._heads(self.k_proj(key))  # (B, H, Lk, d)
        v = self._heads(self.v_proj(value))  # (B, H, Lk, d)

        # scale q before the product: float16 overflows later that way
        scores = (q / math.sqrt(self.head_dim)) @ k.transpose(-2, -1)  # (B, H, Lq, Lk)
        if mask is not None:
            # not -inf: a row that is masked everywhere would be 0/0, and so would its gradient
            scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
        attn = scores.softmax(dim=-1)
        if mask is not None:
            attn = attn.masked_fill(~mask, 0.0)  # only changes those rows, which are uniform by now
        attn = self.dropout(attn)

        out = attn @ v  # (B, H, Lq, d)
        out = out.transpose(1, 2).flatten(2)  # (B, Lq, D)
        return self.out_proj(out)
