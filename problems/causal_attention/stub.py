"""Causal self-attention with one projection for queries, keys and values, by hand."""

import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    """The attention of a decoder-only language model."""

    def __init__(self, embed_dim: int, num_heads: int) -> None:
        """Make qkv_proj (D to 3D) and out_proj (D to D), both with a bias.

        Args:
            embed_dim: D.
            num_heads: H.

        Raises:
            ValueError: H does not divide D.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor, padding_mask: torch.Tensor | None = None) -> torch.Tensor:
        """Let every token attend to itself and to those before it.

        Args:
            x: (B, L, D).
            padding_mask: (B, L) bool, false for tokens that may not be seen.

        Returns:
            (B, L, D), of the dtype of x.
        """
        raise NotImplementedError
