"""The image-text contrastive loss of ALBEF, with its queues and its momentum copies."""

import torch
from torch import nn


class ImageTextContrast(nn.Module):
    """ITC with soft targets, as in ALBEF."""

    def __init__(
        self, image_dim: int, text_dim: int, embed_dim: int, queue_size: int, momentum: float, alpha: float
    ) -> None:
        """Make the projections, their momentum copies, the temperature and the queues.

        Args:
            image_dim: d_i, features of an image.
            text_dim: d_t, features of a text.
            embed_dim: E, of the space that both are projected into.
            queue_size: K, rows of each queue.
            momentum: m, the share of the old value in an update of a momentum copy.
            alpha: the share of the momentum model's opinion in the targets.
        """
        super().__init__()
        raise NotImplementedError

    def forward(
        self, image: torch.Tensor, text: torch.Tensor, image_m: torch.Tensor, text_m: torch.Tensor
    ) -> torch.Tensor:
        """Compute the loss; in training mode, move the momentum copies before it and the queues after it.

        Args:
            image: (B, d_i), features from the image encoder.
            text: (B, d_t), features from the text encoder; row i belongs to row i of image.
            image_m: (B, d_i), features of the same images from the momentum encoder.
            text_m: (B, d_t), the same for the texts.

        Returns:
            The loss, a scalar.
        """
        raise NotImplementedError
