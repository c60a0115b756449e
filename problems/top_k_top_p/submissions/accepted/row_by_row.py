"""Each row by itself: ids of what is kept, sorted by (-logit, id), and searchsorted for both sums."""

import numpy as np


def kept_of(row, temperature, top_k, top_p):
    ids = np.lexsort((np.arange(len(row)), -row))
    ids = ids[: top_k if top_k else len(row)]
    ids = ids[row[ids] > -np.inf]
    if temperature == 0:
        return ids[:1], np.ones(1)
    with np.errstate(over="ignore"):
        weights = np.exp((row[ids] - row[ids[0]]) / temperature)
    if top_p < 1:
        count = np.searchsorted(np.cumsum(weights / weights.sum()), top_p) + 1
        ids, weights = ids[:count], weights[:count]
    return ids, weights / weights.sum()


def top_k_top_p(logits, temperature=1.0, top_k=0, top_p=1.0):
    probs = np.zeros(logits.shape)
    for out, row in zip(probs, logits.astype(np.float64)):
        ids, weights = kept_of(row, temperature, top_k, top_p)
        out[ids] = weights
    return probs


def sample(probs, u):
    drawn = np.empty(len(probs), dtype=np.int64)
    for i, row in enumerate(probs):
        possible = np.flatnonzero(row)
        place = np.searchsorted(np.cumsum(row[possible]), u[i], side="right")
        drawn[i] = possible[min(place, len(possible) - 1)]
    return drawn
