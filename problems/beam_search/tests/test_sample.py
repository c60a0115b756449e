"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sandbox.checks import close, equal

PROBS = np.zeros((2, 4, 4))
PROBS[0, 0] = [0, 0.1, 0.5, 0.4]
PROBS[1, 2] = [0, 0.4, 0.35, 0.25]
PROBS[1, 3] = [0, 0.9, 0.06, 0.04]
with np.errstate(divide="ignore"):
    LOG_PROBS = np.log(PROBS)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1, [([2, 1], 0.2)]),
        (2, [([3, 1], 0.36), ([2, 1], 0.2)]),
        (3, [([3, 1], 0.36), ([2, 1], 0.2), ([2, 2], 0.175)]),
    ],
)
def test_the_example_of_the_statement(solution: Any, width: int, expected: list[tuple[list[int], float]]) -> None:
    results = solution.beam_search(LOG_PROBS, 0, 1, width)
    given = f"beam_search(log_probs, 0, 1, {width})"
    equal([[int(token) for token in tokens] for tokens, _ in results], [tokens for tokens, _ in expected], given)
    for (_, score), (tokens, probability) in zip(results, expected, strict=True):
        close(float(score), math.log(probability), rtol=1e-6, what=f"the score of {tokens}")
