"""Appends the tokens to the hypotheses of the same place, not of the parent."""

import numpy as np


def beam_search(log_probs, start, end, width, alpha=0.0):
    vocabulary = log_probs.shape[1]
    totals, last, tokens = np.zeros(1), np.array([start]), [[]]
    results = []
    for step in log_probs.astype(np.float64):
        flat = (totals[:, None] + step[last]).ravel()
        best = np.argsort(-flat)[:width]
        best = best[flat[best] > -np.inf]
        last = best % vocabulary
        old, tokens = tokens, []
        for place, index in enumerate(best):
            tokens.append(old[min(place, len(old) - 1)] + [int(index % vocabulary)])
        totals = flat[best]
        results += [(tokens[i], float(totals[i])) for i in range(len(best)) if last[i] == end]
        going = [i for i in range(len(best)) if last[i] != end]
        tokens = [tokens[i] for i in going]
        totals, last = totals[going], last[going]
        if not going:
            break
    results += [(path, float(total)) for path, total in zip(tokens, totals)]
    scored = [(path, total / len(path) ** alpha) for path, total in results]
    return sorted(scored, key=lambda result: -result[1])[:width]
