"""Valid arguments of `ctc_beam_search`, as hypothesis draws them: few frames and symbols, and nothing that ties."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from reference import prefix_search

CLOSEST = 1e-4
"""The logarithms of two numbers whose order matters are further apart."""


def frames(rng: np.random.Generator, *shape: int, sharp: float = 1.5, dtype: Any = np.float64) -> np.ndarray:
    """Random log-probabilities over the last axis."""
    logits = sharp * rng.standard_normal(shape)
    return (logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))).round(3).astype(dtype)


@st.composite
def arguments(draw: st.DrawFn) -> tuple[np.ndarray, int, int]:
    """The positional arguments of one call."""
    steps, symbols = draw(st.integers(0, 6)), draw(st.integers(2, 4))
    width, blank = draw(st.integers(1, 6)), draw(st.integers(0, symbols - 1))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    log_probs = frames(rng, steps, symbols)
    if draw(st.booleans()):
        log_probs[rng.random(log_probs.shape) < 0.25] = -np.inf
        assume(np.isfinite(log_probs).any(axis=1).all())
    assume(prefix_search(log_probs, width, blank)[2] > CLOSEST)
    return log_probs, width, blank
