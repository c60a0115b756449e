"""Exact attention in tiles, by hand."""

import torch


def flash_attention(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, causal: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """Attend without holding all scores of a head.

    Args:
        q: (B, H, Lq, d).
        k: (B, H, Lk, d).
        v: (B, H, Lk, d).
        causal: whether query i sees key j only when j <= i + Lk - Lq.

    Returns:
        The output (B, H, Lq, d) and the log-sum-exp of the scores (B, H, Lq), of the dtype of q.
    """
    raise NotImplementedError
