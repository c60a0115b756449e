"""Keeps finished hypotheses in the beam, where they compete with the live ones."""

import numpy as np


def beam_search(log_probs, start, end, width, alpha=0.0):
    live, results = [([], 0.0)], []
    for t, step in enumerate(log_probs.astype(np.float64)):
        extensions = []
        for tokens, total in live:
            if tokens and tokens[-1] == end:
                extensions.append((tokens, total))
                continue
            last = tokens[-1] if tokens else start
            for b, value in enumerate(step[last]):
                if value > -np.inf:
                    extensions.append((tokens + [b], total + float(value)))
        kept = sorted(extensions, key=lambda h: -h[1])[:width]
        live = kept
    scored = [(tokens, total / len(tokens) ** alpha) for tokens, total in results + live]
    return sorted(scored, key=lambda result: -result[1])[:width]
