"""Lists of tokens, and a heap that picks the best extensions."""

import heapq
import math


def beam_search(log_probs, start, end, width, alpha=0.0):
    live = [(0.0, [])]
    scored = []

    def finish(total, tokens):
        scored.append((total / len(tokens) ** alpha, tokens))

    for step in log_probs:
        extensions = []
        for total, tokens in live:
            row = step[tokens[-1] if tokens else start].tolist()
            extensions += [(total + value, tokens, b) for b, value in enumerate(row) if value > -math.inf]
        live = []
        for total, tokens, b in heapq.nlargest(width, extensions):
            if b == end:
                finish(total, [*tokens, b])
            else:
                live.append((total, [*tokens, b]))
    for total, tokens in live:
        finish(total, tokens)
    return [(tokens, score) for score, tokens in heapq.nlargest(width, scored)]
