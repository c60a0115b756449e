"""The definition over tuples of tokens in plain Python, and all sequences there are, for a beam that is wide enough."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np

Result = tuple[list[int], float]
Arguments = tuple[np.ndarray, int, int, int, float]


def beam(log_probs: np.ndarray, start: int, end: int, width: int, alpha: float) -> tuple[list[Result], float]:
    """The results, and the smallest gap between two numbers whose order decided something."""
    table = log_probs.astype(np.float64).tolist()
    live: dict[tuple[int, ...], float] = {(): 0.0}
    results: dict[tuple[int, ...], float] = {}
    gap = math.inf
    for step in table:
        extensions = {
            (*tokens, token): total + log_prob
            for tokens, total in live.items()
            for token, log_prob in enumerate(step[tokens[-1] if tokens else start])
            if log_prob > -math.inf
        }
        ranked = sorted(extensions, key=lambda tokens: extensions[tokens], reverse=True)
        if len(ranked) > width:
            gap = min(gap, extensions[ranked[width - 1]] - extensions[ranked[width]])
        kept = {tokens: extensions[tokens] for tokens in ranked[:width]}
        results |= {tokens: total for tokens, total in kept.items() if tokens[-1] == end}
        live = {tokens: total for tokens, total in kept.items() if tokens[-1] != end}
    return _ranked(results | live, width, alpha, gap)


def exhaustive(log_probs: np.ndarray, start: int, end: int, width: int, alpha: float) -> list[Result]:
    """The best of all sequences that end in `end`, or are of full length without it."""
    steps, vocabulary, _ = log_probs.shape
    totals: dict[tuple[int, ...], float] = {}
    for length in range(1, steps + 1):
        for tokens in product(range(vocabulary), repeat=length):
            done = tokens[-1] == end or length == steps
            if done and end not in tokens[:-1]:
                pairs = zip((start, *tokens), tokens, strict=False)
                totals[tokens] = math.fsum(float(log_probs[t, a, b]) for t, (a, b) in enumerate(pairs))
    return _ranked({t: total for t, total in totals.items() if total > -math.inf}, width, alpha, math.inf)[0]


def _ranked(totals: dict[tuple[int, ...], float], width: int, alpha: float, gap: float) -> tuple[list[Result], float]:
    scores = {tokens: total / len(tokens) ** alpha for tokens, total in totals.items()}
    ranked = sorted(scores, key=lambda tokens: scores[tokens], reverse=True)[: width + 1]
    gaps = [scores[one] - scores[other] for one, other in pairwise(ranked)]
    return [(list(tokens), scores[tokens]) for tokens in ranked[:width]], min([gap, *gaps])
