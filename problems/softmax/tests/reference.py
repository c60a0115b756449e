"""The definitions, slice by slice in Python floats; the backward pass by the Jacobian, written out."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np


def log_probabilities(row: list[float]) -> list[float]:
    """log_softmax of one slice."""
    alive = [v for v in row if v > -math.inf]
    if not alive:
        return row
    top = max(alive)
    total = math.fsum(math.exp(v - top) for v in alive)
    return [(v - top) - math.log(total) for v in row]


def probabilities(row: list[float]) -> list[float]:
    """Softmax of one slice."""
    return [math.exp(v) for v in log_probabilities(row)]


def pulled_back(y: list[float], dy: list[float]) -> list[float]:
    """The gradient of one slice: dy times the Jacobian."""
    n = range(len(y))
    return [math.fsum(dy[i] * y[i] * ((i == j) - y[j]) for i in n) for j in n]


def along(function: Callable[..., list[float]], axis: int, *arrays: np.ndarray) -> np.ndarray:
    """`function` of each slice along `axis`, in float64."""
    moved = [np.moveaxis(array.astype(np.float64), axis, -1) for array in arrays]
    rows = [array.reshape(-1, array.shape[-1]).tolist() for array in moved]
    done = np.array([function(*row) for row in zip(*rows, strict=True)]).reshape(moved[0].shape)
    return np.moveaxis(done, -1, axis)
