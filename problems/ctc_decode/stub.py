"""CTC Decoding: read `judge show ctc_decode`, then `judge submit`."""

import numpy as np


def ctc_greedy(log_probs: np.ndarray, lengths: np.ndarray, blank: int = 0) -> list[list[int]]:
    """The text that the most probable path of each item collapses to.

    Args:
        log_probs: (B, T, V).
        lengths: (B,) frames of each item; the others are padding.
        blank: the symbol that stands for none.
    """
    raise NotImplementedError


def ctc_beam_search(log_probs: np.ndarray, width: int, blank: int = 0) -> tuple[list[int], float]:
    """The best text of a prefix beam search, and its log-probability.

    Args:
        log_probs: (T, V).
        width: how many prefixes are kept after each frame.
        blank: the symbol that stands for none.
    """
    raise NotImplementedError
