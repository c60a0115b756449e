"""Beam Search: read `judge show beam_search`, then `judge submit`."""

import numpy as np


def beam_search(
    log_probs: np.ndarray, start: int, end: int, width: int, alpha: float = 0.0
) -> list[tuple[list[int], float]]:
    """The results of a beam search, best first.

    Args:
        log_probs: (T, V, V) log-probability of a token, by step, token before and token.
        start: the token before step 0.
        end: the token that finishes a hypothesis.
        width: how many extensions are kept at each step, and how many results are returned.
        alpha: a result's score is its total divided by its length to this power.

    Returns:
        At most `width` pairs (tokens, score).
    """
    raise NotImplementedError
