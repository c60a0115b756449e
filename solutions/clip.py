"""CLIP: read `judge show clip`, then `judge submit`."""

import math

import numpy as np


def unit_rows(x: np.ndarray) -> np.ndarray:
    return x / np.sqrt((x * x).sum(axis=1, keepdims=True))


def contrastive(logits: np.ndarray) -> float:
    """Cross entropy where the right answer of row i is column i."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # exp() of at most 0: never overflows
    log_z = np.log(np.exp(shifted).sum(axis=1))  # (n,)
    return (log_z - shifted.diagonal()).mean()


def clip_forward(
    image_features: np.ndarray,
    text_features: np.ndarray,
    w_image: np.ndarray,
    w_text: np.ndarray,
    log_temperature: float,
) -> tuple[np.ndarray, float]:
    """The logits and the symmetric contrastive loss of CLIP (Radford et al. 2021, figure 3).

    Args:
        image_features: (n, d_i) float32 or float64.
        text_features: (n, d_t), of the same dtype; row i belongs to image i.
        w_image: (d_i, d_e) projection.
        w_text: (d_t, d_e) projection.
        log_temperature: the logits are multiplied by its exponential.

    Returns:
        logits (n, n) of the inputs' dtype, and the loss.
    """
    images = unit_rows(image_features @ w_image)  # (n, d_e)
    texts = unit_rows(text_features @ w_text)  # (n, d_e)
    # math.exp, not np.exp: a Python float leaves float32 alone, an np.float64 would not
    logits = images @ texts.T * math.exp(log_temperature)  # (n, n), images down, texts across
    loss = (contrastive(logits) + contrastive(logits.T)) / 2  # image -> text and text -> image
    return logits, loss
