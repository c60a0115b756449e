"""Copies the weights into an nn.MultiheadAttention and calls that."""

import torch
from torch import Tensor, nn


class MultiHeadAttention(nn.Module):
    """A shell around torch's own module."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.sizes, self.has_bias = (embed_dim, num_heads, dropout), bias
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(embed_dim, embed_dim, bias) for _ in range(4))

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        inner = nn.MultiheadAttention(*self.sizes, bias=self.has_bias, batch_first=True, dtype=query.dtype)
        inner.train(self.training)
        projections = (self.q_proj, self.k_proj, self.v_proj)
        with torch.no_grad():
            inner.in_proj_weight.copy_(torch.cat([projection.weight for projection in projections]))
            inner.out_proj.weight.copy_(self.out_proj.weight)
            if self.has_bias:
                inner.in_proj_bias.copy_(torch.cat([projection.bias for projection in projections]))
                inner.out_proj.bias.copy_(self.out_proj.bias)
        if mask is not None:
            mask = ~mask.expand(query.shape[0], self.sizes[1], query.shape[1], key.shape[1]).flatten(0, 1)
        return inner(query, key, value, attn_mask=mask, need_weights=False)[0]
