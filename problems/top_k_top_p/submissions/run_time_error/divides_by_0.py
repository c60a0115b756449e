"""A Python float is divided by the temperature."""

import numpy as np


def top_k_top_p(logits, temperature=1.0, top_k=0, top_p=1.0):
    z = logits.astype(np.float64)
    order = np.argsort(-z, axis=1, kind="stable")
    ranked = np.take_along_axis(z, order, axis=1)
    1.0 / temperature
    if temperature == 0:
        p = np.zeros_like(ranked)
        p[:, 0] = 1
    else:
        with np.errstate(over="ignore"):
            p = np.exp((ranked - ranked[:, :1]) / temperature)
        if top_k > 0:
            p[:, top_k:] = 0
        p /= p.sum(axis=1, keepdims=True)
        if top_p < 1:
            before = np.cumsum(p, axis=1) - p
            p[before >= top_p] = 0
            p /= p.sum(axis=1, keepdims=True)
    out = np.empty_like(p)
    np.put_along_axis(out, order, p, axis=1)
    return out


def sample(probs, u):
    drawn = (np.cumsum(probs, axis=1) <= u[:, None]).sum(axis=1)
    last = probs.shape[1] - 1 - (probs[:, ::-1] > 0).argmax(axis=1)
    return np.minimum(drawn, last)
