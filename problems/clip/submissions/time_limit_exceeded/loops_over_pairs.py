"""Every cosine on its own, projection, norms and all."""

import numpy as np


def cross_entropy(z: np.ndarray) -> float:
    top = z.max(axis=1, keepdims=True)  # (n, 1)
    lse = np.log(np.exp(z - top).sum(axis=1)) + top[:, 0]  # (n,)
    return float((lse - np.diagonal(z)).mean())


def clip_forward(
    image_features: np.ndarray,
    text_features: np.ndarray,
    w_image: np.ndarray,
    w_text: np.ndarray,
    log_temperature: float,
) -> tuple[np.ndarray, float]:
    n = len(image_features)
    logits = np.zeros((n, n), dtype=image_features.dtype)
    for a in range(n):
        for b in range(n):
            i, t = image_features[a] @ w_image, text_features[b] @ w_text
            cosine = np.dot(i, t) / (np.linalg.norm(i) * np.linalg.norm(t))
            logits[a, b] = cosine * np.exp(log_temperature)
    return logits, (cross_entropy(logits) + cross_entropy(logits.T)) / 2
