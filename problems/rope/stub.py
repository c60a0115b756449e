"""Rotary position embedding, with interleaved pairs."""

import torch


def apply_rope(x: torch.Tensor, positions: torch.Tensor, base: float = 10000.0) -> torch.Tensor:
    """Rotate pair i of the token at position m by the angle m * base ** (-2i / d).

    Args:
        x: (..., L, d) floating point; the pairs are (x[2i], x[2i + 1]).
        positions: int64, broadcastable to (..., L).
        base: of the frequencies.

    Returns:
        (..., L, d), of the dtype of `x`.
    """
    raise NotImplementedError
