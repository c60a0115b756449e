"""Patches of images as tokens, by hand."""

import torch
from torch import nn


class PatchEmbedding(nn.Module):
    """Cuts images into patches, projects them, prepends a class token and adds positions."""

    def __init__(self, image_size: tuple[int, int], patch_size: int, in_channels: int, embed_dim: int) -> None:
        """Make the parameters proj.weight, proj.bias, cls_token and pos_embed.

        Args:
            image_size: H and W.
            patch_size: P, the height and width of a patch.
            in_channels: C.
            embed_dim: D.

        Raises:
            ValueError: P does not divide H, or not W.
        """
        super().__init__()
        raise NotImplementedError

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Turn images into tokens.

        Args:
            images: (B, C, H, W) floating point.

        Returns:
            (B, N + 1, D): the class token, then the patches in reading order.

        Raises:
            ValueError: the images are not of the size H x W.
        """
        raise NotImplementedError
