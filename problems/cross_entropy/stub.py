"""Cross entropy of logits, forward and backward, by hand."""

import numpy as np


def cross_entropy(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100, label_smoothing: float = 0.0
) -> float:
    """The mean loss over the labels that count.

    Args:
        logits: (..., C).
        targets: (...) int64, each a class or `ignore_index`.
        ignore_index: the label of what does not count.
        label_smoothing: the share of each target that is spread over all C classes.

    Returns:
        A Python float; 0.0 where nothing counts.
    """
    raise NotImplementedError


def cross_entropy_backward(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100, label_smoothing: float = 0.0
) -> np.ndarray:
    """The gradient of that mean with respect to the logits: (..., C), in their dtype."""
    raise NotImplementedError
