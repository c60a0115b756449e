"""Row by row in Python floats with exact sums."""

from __future__ import annotations

import math

import numpy as np


def rows(
    logits: np.ndarray, targets: np.ndarray, ignore_index: int = -100, label_smoothing: float = 0.0
) -> tuple[float, np.ndarray]:
    """The mean loss, and its gradient in float64."""
    classes, flat = logits.shape[-1], logits.reshape(-1, logits.shape[-1]).astype(np.float64).tolist()
    losses, slopes = [], []
    for row, label in zip(flat, targets.reshape(-1).tolist(), strict=True):
        slopes.append([0.0] * classes)
        if label == ignore_index:
            continue
        top = max(row)
        total = math.fsum(math.exp(z - top) for z in row)
        loss = []
        for c, z in enumerate(row):
            target = (1 - label_smoothing) * (c == label) + label_smoothing / classes
            if target:
                loss.append(-target * (z - top - math.log(total)))
            slopes[-1][c] = math.exp(z - top) / total - target
        losses.append(math.fsum(loss))
    count = max(len(losses), 1)
    return math.fsum(losses) / count, np.array(slopes, dtype=np.float64).reshape(logits.shape) / count
