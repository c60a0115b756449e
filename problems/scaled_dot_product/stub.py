"""Scaled dot-product attention, by hand."""

import torch


def attention(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    mask: torch.Tensor | None = None,
    scale: float | None = None,
    dropout: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Let each query take a weighted mean of the values.

    Args:
        q: (..., Lq, d_k).
        k: (..., Lk, d_k).
        v: (..., Lk, d_v).
        mask: broadcasts to (..., Lq, Lk); bool, True for what is seen, or of the dtype of q, added to the scores.
        scale: what the dot products are multiplied by; None stands for 1 / sqrt(d_k).
        dropout: the probability of a weight to be dropped, 0 <= dropout < 1.

    Returns:
        The result (..., Lq, d_v), and the weights (..., Lq, Lk) as they were before dropout.
    """
    raise NotImplementedError
