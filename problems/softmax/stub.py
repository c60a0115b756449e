"""Softmax, Forward and Backward: read `judge show softmax`, then `judge submit`."""

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Probabilities along `axis`, of the shape and dtype of `x`; 0 for what is -inf."""
    raise NotImplementedError


def log_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """The logarithm of softmax, finite wherever `x` is."""
    raise NotImplementedError


def softmax_backward(y: np.ndarray, dy: np.ndarray, axis: int = -1) -> np.ndarray:
    """The gradient with respect to the input of softmax.

    Args:
        y: the output of softmax.
        dy: the gradient with respect to `y`, of the same shape.
        axis: that of softmax.
    """
    raise NotImplementedError
