"""Valid arguments of `softmax` and `log_softmax`, as hypothesis draws them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st


@st.composite
def arguments(draw: st.DrawFn) -> tuple[np.ndarray, int]:
    """The positional arguments of one call: a few dimensions, numbers small and large, some of them masked."""
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    number = st.integers(-4, 4).map(float) | st.integers(-2000, 2000).map(float) | st.just(-math.inf)
    values = draw(st.lists(number, min_size=math.prod(shape), max_size=math.prod(shape)))
    return np.array(values).reshape(shape), axis
