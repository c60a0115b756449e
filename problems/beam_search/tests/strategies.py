"""Valid arguments of `beam_search`, as hypothesis draws them: small tables in which nothing ties."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from reference import Arguments, beam

CLOSEST = 1e-4
"""Two numbers whose order matters are further apart."""


def table(rng: np.random.Generator, steps: int, vocabulary: int, impossible: float, dtype: Any) -> np.ndarray:
    """Random log-probabilities (T, V, V); some are -inf."""
    logits = 1.5 * rng.standard_normal((steps, vocabulary, vocabulary))
    log_probs = logits - np.log(np.exp(logits).sum(axis=2, keepdims=True))
    log_probs = log_probs.round(3)
    log_probs[rng.random(log_probs.shape) < impossible] = -np.inf
    return log_probs.astype(dtype)


@st.composite
def arguments(draw: st.DrawFn) -> Arguments:
    """The positional arguments of one call."""
    steps, vocabulary = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    width = draw(st.integers(1, 7))
    start, end = draw(st.integers(0, vocabulary - 1)), draw(st.integers(0, vocabulary - 1))
    alpha = draw(st.sampled_from((0.0, 1.0, 0.5, 2.0)))
    impossible = draw(st.sampled_from((0.0, 0.0, 0.3, 0.7)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    given = table(rng, steps, vocabulary, impossible, np.float64), start, end, width, alpha
    assume(beam(*given)[1] > CLOSEST)
    return given
