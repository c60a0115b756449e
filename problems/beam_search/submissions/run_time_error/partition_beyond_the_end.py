"""argpartition fails where there are no more extensions than the width."""

import numpy as np


def beam_search(log_probs, start, end, width, alpha=0.0):
    live, results = [([], 0.0)], []
    for step in log_probs.astype(np.float64):
        last = [tokens[-1] if tokens else start for tokens, _ in live]
        totals = np.array([total for _, total in live])[:, None] + step[last]
        best = np.argpartition(-totals.ravel(), width)[:width]
        pairs = [divmod(int(i), totals.shape[1]) for i in best]
        kept = [(live[i][0] + [b], float(totals[i, b])) for i, b in pairs if totals[i, b] > -np.inf]
        results += [h for h in kept if h[0][-1] == end]
        live = [h for h in kept if h[0][-1] != end]
        if not live:
            break
    scored = [(tokens, total / len(tokens) ** alpha) for tokens, total in results + live]
    return sorted(scored, key=lambda result: -result[1])[:width]
