"""The self-attention masks of BLIP-2's first stage."""

import torch


def qformer_mask(task: str, num_queries: int, text_mask: torch.Tensor) -> torch.Tensor:
    """Say which positions may attend to which.

    Args:
        task: "itc", "itg" or "itm".
        num_queries: Q, the queries in front of the text.
        text_mask: (B, T) int64, 0 for padding.

    Returns:
        (B, 1, Q + T, Q + T) bool, true where the row may attend to the column.

    Raises:
        ValueError: there is no such task.
    """
    raise NotImplementedError
