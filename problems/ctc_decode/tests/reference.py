"""Two definitions: all paths there are, collapsed and summed; and the prefix search in plain probabilities."""

from __future__ import annotations

import math
from collections import Counter
from itertools import groupby, product

import numpy as np


def collapsed(path: list[int], blank: int) -> list[int]:
    """Neighbours that are equal become one, blanks go."""
    return [symbol for symbol, _ in groupby(path) if symbol != blank]


def all_texts(log_probs: np.ndarray, blank: int) -> dict[tuple[int, ...], float]:
    """The probability of every text."""
    probs = np.exp(log_probs.astype(np.float64)).tolist()
    texts: Counter[tuple[int, ...]] = Counter()
    for path in product(range(log_probs.shape[1]), repeat=len(probs)):
        texts[tuple(collapsed(list(path), blank))] += math.prod(frame[c] for frame, c in zip(probs, path, strict=True))
    return dict(texts)


def prefix_search(log_probs: np.ndarray, width: int, blank: int) -> tuple[list[int], float, float]:
    """The text, its log-probability, and the smallest ratio (as a logarithm) of two numbers whose order mattered.

    A state is a prefix and the last symbol of the path, so nothing needs to know of two kinds of mass. Each frame is
    scaled to a total of 1, which keeps the numbers of long inputs apart from 0.
    """
    states: dict[tuple[tuple[int, ...], int], float] = {((), blank): 1.0}
    scale, gap = 0.0, math.inf
    for frame in np.exp(log_probs.astype(np.float64)).tolist():
        following: Counter[tuple[tuple[int, ...], int]] = Counter()
        for (prefix, last), mass in states.items():
            for symbol, p in enumerate(frame):
                longer = symbol not in {blank, last}
                following[(*prefix, symbol) if longer else prefix, symbol] += mass * p
        totals: Counter[tuple[int, ...]] = Counter()
        for (prefix, _), mass in following.items():
            totals[prefix] += mass
        ranked = totals.most_common(width + 1)
        gap = min(gap, _ratio(ranked, width))
        kept = dict(ranked[:width])
        total = sum(kept.values())
        scale += math.log(total)
        states = {state: mass / total for state, mass in following.items() if state[0] in kept and mass > 0}
    ends: Counter[tuple[int, ...]] = Counter()
    for (prefix, _), mass in states.items():
        ends[prefix] += mass
    best = ends.most_common(2)
    return list(best[0][0]), math.log(best[0][1]) + scale, min(gap, _ratio(best, 1))


def _ratio(ranked: list[tuple[tuple[int, ...], float]], place: int) -> float:
    if len(ranked) <= place or ranked[place - 1][1] == 0:
        return math.inf
    return math.log(ranked[place - 1][1] / ranked[place][1]) if ranked[place][1] > 0 else math.inf
