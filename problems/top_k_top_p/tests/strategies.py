"""Valid arguments of `top_k_top_p`, as hypothesis draws them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st


@st.composite
def arguments(draw: st.DrawFn) -> tuple[np.ndarray, float, int, float]:
    """logits, temperature, top_k, top_p; many ties. No sum of probabilities comes near to top_p, a crooked number."""
    rows, vocabulary = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    number = st.integers(-4, 4).map(float) | st.integers(-2, 2).map(float) | st.just(-math.inf)
    row = st.lists(number, min_size=vocabulary, max_size=vocabulary).filter(lambda values: max(values) > -math.inf)
    logits = np.array(draw(st.lists(row, min_size=rows, max_size=rows)), dtype=np.float64)
    temperature = draw(st.sampled_from([1.0, 1.0, 0.5, 2.0, 0.0]))
    top_p = draw(st.sampled_from([1.0, 0.912345, 0.712345, 0.512345, 0.212345, 0.012345]))
    return logits, temperature, draw(st.integers(0, vocabulary + 2)), top_p
