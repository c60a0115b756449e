"""einsum over named axes, and a softmax by hand whose empty sum is 1, so that no NaN ever arises."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


# b batch   q queries   k keys   h heads   d features of one head
class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        head_dim, rest = divmod(embed_dim, num_heads)
        if rest:
            raise ValueError("embed_dim must be a multiple of num_heads")
        self.heads, self.scale, self.p = num_heads, head_dim**-0.5, dropout
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            self.add_module(name, nn.Linear(embed_dim, embed_dim, bias))

    def forward(
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        q = self.q_proj(query).unflatten(-1, (self.heads, -1))  # (b, q, h, d)
        k = self.k_proj(key).unflatten(-1, (self.heads, -1))  # (b, k, h, d)
        v = self.v_proj(value).unflatten(-1, (self.heads, -1))  # (b, k, h, d)

        # s = q . k / sqrt(d), scaled before the product, which is the smaller tensor
        scores = torch.einsum("bqhd,bkhd->bhqk", q * self.scale, k)
        # p = exp(s - max s) / sum exp(s - max s), over the visible keys alone
        visible = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.expand_as(scores)
        lowest = torch.finfo(scores.dtype).min
        scores = torch.where(visible, scores, lowest)
        shifted = (scores - scores.detach().amax(-1, keepdim=True)).exp() * visible
        total = shifted.sum(-1, keepdim=True)
        weights = shifted / torch.where(total > 0, total, 1.0)
        weights = F.dropout(weights, self.p, self.training)
        return self.out_proj(torch.einsum("bhqk,bkhd->bqhd", weights, v).flatten(2))
