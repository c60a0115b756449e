"""Keeps hypotheses of probability 0."""

import numpy as np


def beam_search(log_probs, start, end, width, alpha=0.0):
    live, results = [([], 0.0)], []
    for t, step in enumerate(log_probs.astype(np.float64)):
        extensions = []
        for tokens, total in live:
            last = tokens[-1] if tokens else start
            for b, value in enumerate(step[last]):
                extensions.append((tokens + [b], total + float(value)))
        kept = sorted(extensions, key=lambda h: -h[1])[:width]
        results += [h for h in kept if h[0][-1] == end]
        live = [h for h in kept if h[0][-1] != end]
        if not live:
            break
    scored = [(tokens, total / len(tokens) ** alpha) for tokens, total in results + live]
    return sorted(scored, key=lambda result: -result[1])[:width]
