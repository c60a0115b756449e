"""numpy's own logaddexp, reduced along each axis."""

import numpy as np


def clip_forward(
    image_features: np.ndarray,
    text_features: np.ndarray,
    w_image: np.ndarray,
    w_text: np.ndarray,
    log_temperature: float,
) -> tuple[np.ndarray, float]:
    i = image_features @ w_image  # (n, d_e)
    t = text_features @ w_text  # (n, d_e)
    i = i / np.linalg.norm(i, axis=1, keepdims=True)
    t = t / np.linalg.norm(t, axis=1, keepdims=True)
    logits = (i @ t.T) * i.dtype.type(np.exp(log_temperature))  # (n, n)
    own = np.diagonal(logits)
    by_image = np.logaddexp.reduce(logits, axis=1) - own
    by_text = np.logaddexp.reduce(logits, axis=0) - own
    return logits, 0.5 * (by_image.mean() + by_text.mean())
