"""Multi-head attention, by hand."""

import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in `num_heads` heads, with four learned projections."""

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True) -> None:
        """Make the submodules q_proj, k_proj, v_proj and out_proj, each nn.Linear(embed_dim, embed_dim).

        Args:
            embed_dim: D, the size of a token.
            num_heads: H, the number of heads; each works on D / H features.
            dropout: probability with which an attention weight is dropped, in training only.
            bias: whether the four projections have a bias.

        Raises:
            ValueError: embed_dim is not divisible by num_heads.
        """
        super().__init__()
        raise NotImplementedError

    def forward(
        self,
        query: torch.Tensor,
        key: torch.Tensor | None = None,
        value: torch.Tensor | None = None,
        mask: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Let every query attend to the keys that it may see.

        Args:
            query: (B, Lq, D) floating point.
            key: (B, Lk, D); the query if not given.
            value: (B, Lk, D); the key if not given.
            mask: bool, broadcastable to (B, H, Lq, Lk); True may attend. None lets everything attend.

        Returns:
            (B, Lq, D), of the dtype of the query.
        """
        raise NotImplementedError
