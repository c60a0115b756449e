"""Blocks of keys with a running maximum and a running sum, as flash attention does: no Lq x Lk matrix is kept."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BLOCK = 128


# B batch   Lq queries   Lk keys   D embed_dim   H heads   d features of one head   K keys of one block
class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(embed_dim, embed_dim, bias) for _ in range(4))

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        (batch, queries, _), keys = query.shape, key.shape[1]
        shape = (batch, -1, self.num_heads, self.embed_dim // self.num_heads)
        q = self.q_proj(query).reshape(shape).permute(0, 2, 1, 3) * shape[-1] ** -0.5  # (B, H, Lq, d)
        k = self.k_proj(key).reshape(shape).permute(0, 2, 3, 1)  # (B, H, d, Lk)
        v = self.v_proj(value).reshape(shape).permute(0, 2, 1, 3)  # (B, H, Lk, d)
        if mask is not None:
            mask = mask.expand(batch, self.num_heads, queries, keys)

        lowest = torch.finfo(q.dtype).min
        highest = q.new_full((batch, self.num_heads, queries, 1), lowest)  # m, the running maximum
        total = torch.zeros_like(highest)  # l, the running sum
        context = torch.zeros_like(q)  # o, not yet divided by l
        for start in range(0, keys, BLOCK):
            block = slice(start, start + BLOCK)
            scores = q @ k[..., block]  # (B, H, Lq, K)
            if mask is not None:
                scores = scores.masked_fill(~mask[..., block], lowest)
            # m' = max(m, max s);  l' = l exp(m - m') + sum exp(s - m');  o' = o exp(m - m') + exp(s - m') v
            new_highest = torch.maximum(highest, scores.detach().amax(-1, keepdim=True))
            shrink = (highest - new_highest).exp()
            weights = (scores - new_highest).exp()
            if mask is not None:
                weights = weights * mask[..., block]
            total = total * shrink + weights.sum(-1, keepdim=True)
            context = context * shrink + F.dropout(weights, self.dropout, self.training) @ v[..., block, :]
            highest = new_highest
        context = context / total.masked_fill(total == 0, 1.0)
        return self.out_proj(context.transpose(1, 2).flatten(2))  # (B, Lq, D)
