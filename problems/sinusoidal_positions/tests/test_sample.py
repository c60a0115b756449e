"""The worked example of the statement."""

from __future__ import annotations

from math import cos, sin
from typing import Any

import numpy as np

from sandbox.checks import close


def test_three_positions(solution: Any) -> None:
    expected = [[sin(p), cos(p), sin(p / 10), cos(p / 10)] for p in (0, 1, 5)]
    close(solution.sinusoidal_positions(np.array([0, 1, 5]), 4, 100.0), np.array(expected))


def test_the_matrix_of_one_step(solution: Any) -> None:
    expected = np.zeros((4, 4))
    expected[:2, :2] = [[cos(1), sin(1)], [-sin(1), cos(1)]]
    expected[2:, 2:] = [[cos(0.1), sin(0.1)], [-sin(0.1), cos(0.1)]]
    close(solution.shift_matrix(1, 4, 100.0), expected)


def test_two_tokens(solution: Any) -> None:
    out = solution.embed(np.array([[1, 0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), start=1)
    root = 2**0.5
    close(out, np.array([[[3 * root + sin(1), 4 * root + cos(1)], [root + sin(2), 2 * root + cos(2)]]]))
