"""A loop over heads with batched products of plain matrices; heads are column slices, so nothing is transposed back."""

import torch
from torch import Tensor, nn


# B batch   Lq queries   Lk keys   D embed_dim   d features of one head
class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads != 0:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.num_heads = num_heads
        self.dropout = dropout
        self.q_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.k_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.v_proj = nn.Linear(embed_dim, embed_dim, bias=bias)
        self.out_proj = nn.Linear(embed_dim, embed_dim, bias=bias)

    def _drop(self, weights: Tensor) -> Tensor:
        if not self.training:
            return weights
        kept = torch.rand_like(weights) > self.dropout
        return weights * kept / (1 - self.dropout)

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        if key is None:
            key = query
        if value is None:
            value = key
        batch, queries, _ = query.shape
        keys = key.shape[1]
        if mask is not None:
            mask = mask.broadcast_to(batch, self.num_heads, queries, keys)
        contexts = []
        heads = (proj.chunk(self.num_heads, -1) for proj in (self.q_proj(query), self.k_proj(key), self.v_proj(value)))
        for h, (q, k, v) in enumerate(zip(*heads)):  # each (B, L, d)
            # S = Q K^T / sqrt(d)
            scores = torch.bmm(q, k.mT) * q.shape[-1] ** -0.5  # (B, Lq, Lk)
            if mask is not None:
                scores = torch.where(mask[:, h], scores, torch.finfo(scores.dtype).min)
            # P = softmax(S), zero for a query that sees nothing
            weights = torch.softmax(scores, -1)
            if mask is not None:
                weights = weights * mask[:, h].any(-1, keepdim=True)
            contexts.append(torch.bmm(self._drop(weights), v))  # (B, Lq, d)
        return self.out_proj(torch.cat(contexts, -1))  # (B, Lq, D)
