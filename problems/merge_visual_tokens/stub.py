"""Image features in place of image tokens."""

import torch


def merge_visual_tokens(
    token_embeddings: torch.Tensor,
    input_ids: torch.Tensor,
    attention_mask: torch.Tensor,
    labels: torch.Tensor,
    image_features: torch.Tensor,
    image_token_id: int,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Make the inputs of the language model.

    Args:
        token_embeddings: (B, L, D) float.
        input_ids: (B, L) int64.
        attention_mask: (B, L) int64, 0 for padding.
        labels: (B, L) int64, -100 for what is not learned.
        image_features: (I, P, D), of all images of the batch in reading order.
        image_token_id: the token that stands for an image.

    Returns:
        Embeddings (B, M, D), attention mask, labels and position ids, each (B, M) int64, padded on the right.

    Raises:
        ValueError: there are not I image tokens.
    """
    raise NotImplementedError
