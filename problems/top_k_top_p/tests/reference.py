"""Token by token with Python floats, as the statement has it."""

from __future__ import annotations

import math

import numpy as np


def of_row(logits: list[float], temperature: float, top_k: int, top_p: float) -> list[float]:
    """The distribution of one row."""
    ranked = sorted(range(len(logits)), key=lambda token: (-logits[token], token))
    if temperature == 0:
        return [float(token == ranked[0]) for token in range(len(logits))]
    top = logits[ranked[0]]
    kept = [token for token in ranked[: top_k or None] if logits[token] > -math.inf]
    weights = {token: math.exp((logits[token] - top) / temperature) for token in kept}
    total, reached, nucleus = math.fsum(weights.values()), 0.0, []
    for token in kept:
        if top_p == 1 or reached < top_p:
            nucleus.append(token)
        reached += weights[token] / total
    total = math.fsum(weights[token] for token in nucleus)
    return [weights[token] / total if token in nucleus else 0.0 for token in range(len(logits))]


def top_k_top_p(logits: np.ndarray, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0) -> np.ndarray:
    """(B, V), float64."""
    return np.array([of_row(row, temperature, top_k, top_p) for row in logits.astype(np.float64).tolist()])


def sample(probs: np.ndarray, u: np.ndarray) -> np.ndarray:
    """(B,), int64."""
    drawn = []
    for row, number in zip(probs.tolist(), u.tolist(), strict=True):
        total, found = 0.0, None
        for token, p in enumerate(row):
            total += p
            if p > 0:
                found = token
                if total > number:
                    break
        drawn.append(found)
    return np.array(drawn, dtype=np.int64)
