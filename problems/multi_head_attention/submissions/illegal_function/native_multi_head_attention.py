"""Calls the fused operator behind nn.MultiheadAttention in eval mode, where nothing needs a gradient."""

import torch
from torch import Tensor, nn


class MultiHeadAttention(nn.Module):
    """Its own parameters, torch's operator."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.num_heads = num_heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(embed_dim, embed_dim, bias) for _ in range(4))

    @torch.no_grad()
    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        zeros = query.new_zeros(query.shape[-1])
        weights = torch.cat([projection.weight for projection in (self.q_proj, self.k_proj, self.v_proj)])
        biases = torch.cat([zeros if p.bias is None else p.bias for p in (self.q_proj, self.k_proj, self.v_proj)])
        out_bias = zeros if self.out_proj.bias is None else self.out_proj.bias
        if mask is not None:
            mask = ~mask.expand(query.shape[0], self.num_heads, query.shape[1], key.shape[1])
        return torch.ops.aten._native_multi_head_attention(
            query,
            key,
            value,
            query.shape[-1],
            self.num_heads,
            weights,
            biases,
            self.out_proj.weight,
            out_bias,
            mask,
            need_weights=False,
            mask_type=2,
        )[0]
