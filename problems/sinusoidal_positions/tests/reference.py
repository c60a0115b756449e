"""Number by number with Python's math."""

from __future__ import annotations

import math

import numpy as np


def encoding(position: float, d: int, base: float) -> list[float]:
    """The features of one position."""
    angles = [position / math.pow(base, (feature - feature % 2) / d) for feature in range(d)]
    return [math.cos(angle) if feature % 2 else math.sin(angle) for feature, angle in enumerate(angles)]


def sinusoidal_positions(positions: np.ndarray, d: int, base: float = 10000.0) -> np.ndarray:
    """(..., d), float64."""
    rows = [encoding(position, d, base) for position in positions.astype(np.float64).reshape(-1).tolist()]
    return np.array(rows, dtype=np.float64).reshape(*positions.shape, d)


def embed(tokens: np.ndarray, table: np.ndarray, start: int = 0) -> np.ndarray:
    """(B, L, d) in the dtype of the table."""
    d, out = table.shape[1], np.zeros((*tokens.shape, table.shape[1]))
    for b, row in enumerate(tokens.tolist()):
        for i, token in enumerate(row):
            positions = encoding(start + i, d, 10000.0)
            out[b, i] = [math.sqrt(d) * float(e) + p for e, p in zip(table[token], positions, strict=True)]
    return out.astype(table.dtype)
