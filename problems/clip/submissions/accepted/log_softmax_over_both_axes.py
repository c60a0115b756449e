"""Log-softmax along either axis of the one matrix; norms by einsum."""

import numpy as np


def log_softmax(z: np.ndarray, axis: int) -> np.ndarray:
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.sqrt(np.einsum("nd,nd->n", x, x))[:, None]


def clip_forward(
    image_features: np.ndarray,
    text_features: np.ndarray,
    w_image: np.ndarray,
    w_text: np.ndarray,
    log_temperature: float,
) -> tuple[np.ndarray, float]:
    i = image_features @ w_image  # (n, d_e)
    t = text_features @ w_text  # (n, d_e)
    i, t = unit(i), unit(t)
    logits = float(np.exp(log_temperature)) * np.einsum("id,td->it", i, t)
    pairs = np.arange(len(logits))
    by_image = log_softmax(logits, 1)[pairs, pairs]
    by_text = log_softmax(logits, 0)[pairs, pairs]
    return logits, -(by_image.mean() + by_text.mean()) / 2
