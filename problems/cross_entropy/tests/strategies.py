"""Valid arguments, as hypothesis draws them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st


@st.composite
def arguments(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int, float]:
    """logits, targets, ignore_index, label_smoothing; large logits, and sometimes a class that is ignored."""
    lead, classes = draw(st.lists(st.integers(0, 3), max_size=2)), draw(st.integers(1, 4))
    size = math.prod(lead)
    number = st.integers(-6, 6).map(lambda value: value / 2) | st.integers(-3000, 3000).map(float)
    logits = np.array(draw(st.lists(number, min_size=size * classes, max_size=size * classes)), dtype=np.float64)
    ignored = draw(st.sampled_from([-100, -1, 0, 7]))
    label = st.integers(0, classes - 1) | st.just(ignored)
    targets = np.array(draw(st.lists(label, min_size=size, max_size=size)), dtype=np.int64)
    return logits.reshape(*lead, classes), targets.reshape(lead), ignored, draw(st.sampled_from([0.0, 0.0, 0.1, 0.5]))
