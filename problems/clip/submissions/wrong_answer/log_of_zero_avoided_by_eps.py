"""log(p + 1e-8): finite, and wrong where p is small."""

import numpy as np


def cross_entropy(z: np.ndarray) -> float:
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return float(-np.log(np.diagonal(p) + 1e-8).mean())


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
    return logits, (cross_entropy(logits) + cross_entropy(logits.T)) / 2
