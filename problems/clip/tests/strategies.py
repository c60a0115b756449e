"""Valid arguments of `clip_forward`, as hypothesis draws them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

LARGEST = math.log(10_000)
"""Of the logarithms of the temperature."""
SHORTEST = 0.1
"""Of the vectors: the length of one that is nearly 0 is mostly rounding."""

Batch = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]


def batch(rng: np.random.Generator, n: int, d_i: int, d_t: int, d_e: int, log_temperature: float, dtype: Any) -> Batch:
    """Random arguments of the given sizes."""
    shapes = ((n, d_i), (n, d_t), (d_i, d_e), (d_t, d_e))
    return (*(rng.standard_normal(shape).astype(dtype) for shape in shapes), log_temperature)  # type: ignore[return-value]


@st.composite
def arguments(draw: st.DrawFn, dtype: Any = np.float64) -> Batch:
    """The positional arguments of one call: no vector has length 0, and numbers are readable where one is shown."""
    sizes = [draw(st.integers(1, most)) for most in (6, 5, 5, 4)]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    *arrays, log_temperature = batch(rng, *sizes, draw(st.floats(-2, LARGEST)), dtype)  # type: ignore[arg-type]
    images, texts, w_image, w_text = (array.round(1) for array in arrays)
    for vectors in (images @ w_image, texts @ w_text):
        assume(np.linalg.norm(vectors, axis=1).min() > SHORTEST)
    return images, texts, w_image, w_text, log_temperature
