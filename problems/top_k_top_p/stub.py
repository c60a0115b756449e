"""Sampling with a temperature, top-k and top-p, by hand."""

import numpy as np


def top_k_top_p(logits: np.ndarray, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0) -> np.ndarray:
    """The probabilities that the next token is drawn from.

    Args:
        logits: (B, V).
        temperature: what the logits are divided by; 0 stands for greedy decoding.
        top_k: how many tokens are kept; 0 for all.
        top_p: the share of the probability that is kept, 0 < top_p <= 1.

    Returns:
        (B, V), float64; 0 for what is not kept.
    """
    raise NotImplementedError


def sample(probs: np.ndarray, u: np.ndarray) -> np.ndarray:
    """One token for each row.

    Args:
        probs: (B, V), rows that sum to 1.
        u: (B,), numbers from [0, 1).

    Returns:
        (B,), int64.
    """
    raise NotImplementedError
