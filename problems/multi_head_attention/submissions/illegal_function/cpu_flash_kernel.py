"""Calls the flash kernel for the CPU, one of the kernels the fused operator chooses from."""

import torch
from torch import Tensor, nn


# B batch   L length   D embed_dim   H heads   d = D / H features of one head
class MultiHeadAttention(nn.Module):
    """The heads are split and merged by hand; what happens in between is torch's."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError("embed_dim must be divisible by num_heads")
        self.num_heads, self.dropout = num_heads, dropout
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(embed_dim, embed_dim, bias) for _ in range(4))

    def split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.num_heads, -1)).transpose(1, 2)  # (B, H, L, d)

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        q, k, v = self.split(self.q_proj(query)), self.split(self.k_proj(key)), self.split(self.v_proj(value))
        if mask is not None:
            mask = mask.expand(*q.shape[:3], k.shape[2])
        p = self.dropout if self.training else 0.0
        bias = None if mask is None else torch.zeros(mask.shape, dtype=q.dtype).masked_fill(~mask, float("-inf"))
        context, _ = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(q, k, v, p, attn_mask=bias)
        return self.out_proj(context.transpose(1, 2).flatten(2))
