"""The worked example of the statement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sandbox.checks import close

LOGITS = np.array([[0.0, math.log(3)], [math.log(4), 0.0], [5.0, 5.0]])
TARGETS = np.array([1, 1, -100])


def test_the_loss(solution: Any) -> None:
    close(solution.cross_entropy(LOGITS, TARGETS), -(math.log(0.75) + math.log(0.2)) / 2, what="the loss")
    smoothed = solution.cross_entropy(LOGITS, TARGETS, label_smoothing=0.5)
    close(smoothed, 0.9125997333864679, what="the loss with label smoothing")


def test_the_gradient(solution: Any) -> None:
    close(solution.cross_entropy_backward(LOGITS, TARGETS), np.array([[0.125, -0.125], [0.4, -0.4], [0.0, 0.0]]))
    smoothed = solution.cross_entropy_backward(LOGITS, TARGETS, label_smoothing=0.5)
    close(smoothed, np.array([[0.0, 0.0], [0.275, -0.275], [0.0, 0.0]]), what="the gradient with label smoothing")


def test_a_class_that_is_ignored(solution: Any) -> None:
    loss = solution.cross_entropy(LOGITS, np.array([1, 0, 0]), ignore_index=0)
    close(loss, -math.log(0.75), what="the loss")
