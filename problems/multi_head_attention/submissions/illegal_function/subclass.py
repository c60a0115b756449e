"""Inherits from nn.MultiheadAttention and only renames."""

from torch import Tensor, nn


class MultiHeadAttention(nn.MultiheadAttention):
    """torch's own module under another name."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        if embed_dim % num_heads:
            raise ValueError("embed_dim must be divisible by num_heads")
        super().__init__(embed_dim, num_heads, dropout, bias, batch_first=True)

    def forward(  # type: ignore[override]
        self, query: Tensor, key: Tensor | None = None, value: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        key = query if key is None else key
        value = key if value is None else value
        return super().forward(query, key, value, attn_mask=None if mask is None else ~mask)[0]
