"""Causal self-attention with a cache of keys and values, by hand."""

import torch
from torch import nn


class CachedAttention(nn.Module):
    """Attention that goes on where an earlier call ended."""

    def __init__(self, embed_dim: int, num_heads: int) -> None:
        """Make qkv_proj (D to 3D) and out_proj (D to D), both with a bias.

        Args:
            embed_dim: D.
            num_heads: H, which divides D.
        """
        super().__init__()
        raise NotImplementedError

    def forward(
        self, x: torch.Tensor, cache: tuple[torch.Tensor, torch.Tensor] | None = None
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """Let the new tokens attend to the cached ones and to those up to their own.

        Args:
            x: (B, T, D), the new tokens alone.
            cache: keys and values (B, H, P, d) of the tokens before, or None.

        Returns:
            The output (B, T, D), and keys and values (B, H, P + T, d) for the next call.
        """
        raise NotImplementedError
