"""LoRA around a linear layer, by hand."""

import torch
from torch import nn


class LoRALinear(nn.Module):
    """A frozen linear layer plus an update of low rank."""

    def __init__(self, base: nn.Linear, rank: int, alpha: float) -> None:
        """Freeze `base`, and make the parameters lora_A (rank, d_in) and lora_B (d_out, rank).

        Args:
            base: the layer to adapt, with a bias or without.
            rank: r, of the update.
            alpha: the update is scaled by alpha / rank.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Apply the layer and its update.

        Args:
            x: (..., d_in).

        Returns:
            (..., d_out), of the dtype of x.
        """
        raise NotImplementedError

    def merge(self) -> None:
        """Add the update to base.weight, unless it is merged already."""
        raise NotImplementedError

    def unmerge(self) -> None:
        """Take the update out of base.weight, if it is merged."""
        raise NotImplementedError


def make_lora(in_features: int, out_features: int, bias: bool, rank: int, alpha: float) -> LoRALinear:
    """What the tests make layers with; leave it as it is."""
    return LoRALinear(nn.Linear(in_features, out_features, bias=bias), rank, alpha)
