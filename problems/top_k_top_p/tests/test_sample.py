"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sandbox.checks import close, equal

LOGITS = np.log([[1.0, 4.0, 2.0, 3.0]])
CASES = [
    ({}, [0.1, 0.4, 0.2, 0.3]),
    ({"temperature": 0.5}, [1 / 30, 16 / 30, 4 / 30, 9 / 30]),
    ({"top_k": 3}, [0.0, 4 / 9, 2 / 9, 3 / 9]),
    ({"top_p": 0.65}, [0.0, 4 / 7, 0.0, 3 / 7]),
    ({"top_k": 3, "top_p": 0.75}, [0.0, 4 / 7, 0.0, 3 / 7]),
    ({"temperature": 0.0}, [0.0, 1.0, 0.0, 0.0]),
]


@pytest.mark.parametrize(("options", "expected"), CASES, ids=str)
def test_four_tokens(solution: Any, options: dict[str, Any], expected: list[float]) -> None:
    close(solution.top_k_top_p(LOGITS, **options), np.array([expected]))


def test_a_draw(solution: Any) -> None:
    equal(solution.sample(np.array([[0.1, 0.4, 0.2, 0.3]]), np.array([0.55])), np.array([2]), "sample(...)")
