"""Attention within a sliding window, by hand."""

import torch


def sliding_window_attention(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, window: int, causal: bool = True
) -> torch.Tensor:
    """Let each query attend to the keys near it.

    Args:
        q: (B, H, L, d).
        k: (B, H, L, d).
        v: (B, H, L, d).
        window: w; a query sees itself and w - 1 tokens before it, and as many after it if not causal.
        causal: whether tokens after a query are hidden.

    Returns:
        (B, H, L, d), of the dtype of q.
    """
    raise NotImplementedError
