"""Valid arguments of `sinusoidal_positions`, as hypothesis draws them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st


@st.composite
def arguments(draw: st.DrawFn) -> tuple[np.ndarray, int, float]:
    """positions, d, base."""
    shape = draw(st.lists(st.integers(0, 3), max_size=3))
    number = st.integers(-5, 5) | st.integers(-1_000_000, 1_000_000)
    if draw(st.booleans()):
        number = number.map(lambda value: value / 8)
    positions = np.array(draw(st.lists(number, min_size=math.prod(shape), max_size=math.prod(shape))))
    if not positions.size:
        positions = positions.astype(np.int64)
    return positions.reshape(shape), draw(st.integers(1, 9)), draw(st.sampled_from([10000.0, 2.0, 100.0, 5e5]))
