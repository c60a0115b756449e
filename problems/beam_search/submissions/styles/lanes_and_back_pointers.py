"""A fixed number of lanes, -inf where there is nothing; tokens and back pointers in arrays, read backwards at the end."""

import numpy as np


def beam_search(log_probs, start, end, width, alpha=0.0):
    steps, vocabulary, _ = log_probs.shape
    lanes = np.full(width, -np.inf)
    lanes[0] = 0.0
    last = np.full(width, start)
    tokens = np.zeros((steps, width), dtype=np.int64)
    back = np.zeros((steps, width), dtype=np.int64)
    results = []  # (score, step, lane)

    for t in range(steps):
        extensions = (lanes[:, None] + log_probs[t][last].astype(np.float64)).reshape(-1)
        order = np.argsort(extensions, kind="stable")[::-1][:width]
        lanes = np.full(width, -np.inf)
        lanes[: len(order)] = extensions[order]
        back[t, : len(order)], tokens[t, : len(order)] = np.divmod(order, vocabulary)
        last = tokens[t].copy()
        closing = (last == end) & np.isfinite(lanes)
        if t == steps - 1:
            closing = np.isfinite(lanes)
        for lane in np.flatnonzero(closing):
            results.append((lanes[lane] / (t + 1) ** alpha, t, lane))
        lanes[closing] = -np.inf

    found = []
    for score, t, lane in sorted(results, reverse=True)[:width]:
        path = []
        for step in range(t, -1, -1):
            path.append(int(tokens[step, lane]))
            lane = back[step, lane]
        found.append((path[::-1], float(score)))
    return found
