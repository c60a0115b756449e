"""Causal self-attention with learned prefixes, by hand."""

import torch
from torch import nn


class PrefixAttention(nn.Module):
    """Frozen projections, and learned keys and values in front of those of the tokens."""

    def __init__(self, embed_dim: int, num_heads: int, prefix_length: int) -> None:
        """Make q_proj, k_proj, v_proj, out_proj (frozen), prefix_keys and prefix_values (H, P, d).

        Args:
            embed_dim: D.
            num_heads: H.
            prefix_length: P; it may be 0.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor, padding_mask: torch.Tensor | None = None) -> torch.Tensor:
        """Attend to the prefixes and to the tokens up to one's own.

        Args:
            x: (B, L, D).
            padding_mask: (B, L) bool, false for tokens that may not be seen.

        Returns:
            (B, L, D), of the dtype of x.
        """
        raise NotImplementedError
