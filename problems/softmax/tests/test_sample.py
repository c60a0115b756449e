"""The worked examples of the statement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sandbox.checks import close

X = np.array([0.0, math.log(3)])


def test_softmax_of_the_statement(solution: Any) -> None:
    close(solution.softmax(X), np.array([0.25, 0.75]))


def test_log_softmax_of_the_statement(solution: Any) -> None:
    close(solution.log_softmax(X), np.log([0.25, 0.75]))


def test_the_gradient_of_the_statement(solution: Any) -> None:
    close(solution.softmax_backward(np.array([0.25, 0.75]), np.array([1.0, 0.0])), np.array([0.1875, -0.1875]))


def test_the_first_axis(solution: Any) -> None:
    close(solution.softmax(np.array([[1.0, 2.0], [1.0, 2.0]]), axis=0), np.full((2, 2), 0.5))


def test_a_probability_that_underflows_has_a_logarithm(solution: Any) -> None:
    close(solution.log_softmax(np.array([0.0, -1000.0])), np.array([0.0, -1000.0]))
