"""CLIP: read `judge show clip`, then `judge submit`."""

import numpy as np


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
    raise NotImplementedError
