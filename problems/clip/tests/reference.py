"""The definition, number by number in Python floats; exponents are exact enough since math.fsum adds differences."""

from __future__ import annotations

import math

import numpy as np


def clip_reference(
    image_features: np.ndarray,
    text_features: np.ndarray,
    w_image: np.ndarray,
    w_text: np.ndarray,
    log_temperature: float,
) -> tuple[np.ndarray, float]:
    """Logits (n, n) and loss, in float64 whatever comes in."""
    images = _unit_rows(image_features, w_image)
    texts = _unit_rows(text_features, w_text)
    scale = math.exp(log_temperature)
    logits = [[scale * sum(x * y for x, y in zip(i, t, strict=True)) for t in texts] for i in images]
    columns = [list(column) for column in zip(*logits, strict=True)]
    losses = [_cross_entropy(row, k) for view in (logits, columns) for k, row in enumerate(view)]
    return np.array(logits), math.fsum(losses) / len(losses)


def _unit_rows(features: np.ndarray, weights: np.ndarray) -> list[list[float]]:
    rows = features.astype(np.float64) @ weights.astype(np.float64)
    return [[float(x) / math.hypot(*map(float, row)) for x in row] for row in rows]


def _cross_entropy(row: list[float], target: int) -> float:
    """-log softmax(row)[target], as the log of a sum of exponentials of differences to the largest."""
    top = max(row)
    return math.log(math.fsum(math.exp(value - top) for value in row)) + top - row[target]
