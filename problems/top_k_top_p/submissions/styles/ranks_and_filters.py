"""Each token's rank once; every filter sets logits to -inf in place of the token, as in the transformers library."""

import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def top_k_top_p(logits, temperature=1.0, top_k=0, top_p=1.0):
    scores = logits.astype(np.float64)
    order = np.argsort(-scores, axis=-1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(scores.shape[-1])[np.newaxis], axis=-1)

    scores -= scores.max(axis=-1, keepdims=True)
    if temperature == 0:
        scores = np.where(rank == 0, 0.0, -np.inf)
    else:
        with np.errstate(over="ignore"):
            scores /= temperature
    if top_k > 0:
        scores[rank >= top_k] = -np.inf
    if top_p < 1.0:
        sorted_probs = np.take_along_axis(softmax(scores), order, axis=-1)
        cumulative = sorted_probs.cumsum(axis=-1)
        sorted_remove = cumulative >= top_p
        sorted_remove[:, 1:] = sorted_remove[:, :-1].copy()
        sorted_remove[:, 0] = False
        scores[np.take_along_axis(sorted_remove, rank, axis=-1)] = -np.inf
    return softmax(scores)


def sample(probs, u):
    above = np.cumsum(probs, axis=1) > u[:, np.newaxis]
    last = np.where(probs > 0, np.arange(probs.shape[1]), -1).max(axis=1)
    return np.where(above.any(axis=1), above.argmax(axis=1), last)
