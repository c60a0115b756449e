"""Arrays all along: argpartition over the flat extensions, tokens gathered by the parent's index."""

import numpy as np


def beam_search(log_probs, start, end, width, alpha=0.0):
    vocabulary = log_probs.shape[1]
    totals = np.zeros(1)  # (live,)
    last = np.array([start])  # (live,)
    tokens = np.zeros((1, 0), dtype=int)  # (live, t)
    results = []
    for step in log_probs:
        flat = (totals[:, None] + step[last]).ravel()  # (live * V,)
        if flat.size > width:
            best = np.argpartition(flat, -width)[-width:]
        else:
            best = np.arange(flat.size)
        best = best[flat[best] > -np.inf]
        parent, last = best // vocabulary, best % vocabulary
        totals = flat[best]
        tokens = np.concatenate([tokens[parent], last[:, None]], axis=1)
        done = last == end
        results += zip(tokens[done].tolist(), totals[done].tolist())
        totals, last, tokens = totals[~done], last[~done], tokens[~done]
    results += zip(tokens.tolist(), totals.tolist())
    scored = [(path, total / len(path) ** alpha) for path, total in results]
    return sorted(scored, key=lambda result: result[1], reverse=True)[:width]
