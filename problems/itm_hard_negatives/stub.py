"""Image-text matching: hard negatives from the batch, and the pairs that the head is trained on."""

import torch


def hard_negatives(sim: torch.Tensor, ids: torch.Tensor, u: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw a wrong text for each image, and a wrong image for each text.

    Args:
        sim: (B, B), the similarity of image i and text j over the temperature.
        ids: (B,) int64; pairs with the same id match each other.
        u: (2, B), numbers from [0, 1): a row for the texts and one for the images.

    Returns:
        texts (B,) and images (B,), int64; -1 where nothing in the batch is wrong.
    """
    raise NotImplementedError


def itm_pairs(
    image_embeds: torch.Tensor,
    text_embeds: torch.Tensor,
    text_mask: torch.Tensor,
    texts: torch.Tensor,
    images: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Put the right pairs and the wrong ones together.

    Args:
        image_embeds: (B, Li, D).
        text_embeds: (B, Lt, D).
        text_mask: (B, Lt) int64.
        texts: (B,) int64, the wrong text of each image, or -1.
        images: (B,) int64, the wrong image of each text, or -1.

    Returns:
        Images (N, Li, D), texts (N, Lt, D), masks (N, Lt) and labels (N,) int64, of B <= N <= 3 B pairs.
    """
    raise NotImplementedError
