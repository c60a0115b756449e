"""The worked example of the statement, and what its rules say of types and of large temperatures."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sandbox.checks import close, fail

IMAGES = np.array([[1.0, 0.0], [0.0, 2.0]])
TEXTS = np.array([[3.0, 0.0], [4.0, 4.0]])


def test_the_logits_of_the_example(solution: Any) -> None:
    logits, _ = solution.clip_forward(IMAGES, TEXTS, np.eye(2), np.eye(2), 0.0)
    half = math.sqrt(0.5)
    close(logits, np.array([[1.0, half], [0.0, half]]), what="logits")


def test_the_loss_of_the_example(solution: Any) -> None:
    _, loss = solution.clip_forward(IMAGES, TEXTS, np.eye(2), np.eye(2), 0.0)
    close(float(loss), 0.49115704, atol=1e-6, what="the loss")


def test_a_large_temperature_in_float32_stays_finite(solution: Any) -> None:
    images, texts, eye = IMAGES.astype(np.float32), TEXTS.astype(np.float32), np.eye(2, dtype=np.float32)
    logits, loss = solution.clip_forward(images, texts, eye, eye, math.log(10_000))
    if not (np.isfinite(logits).all() and math.isfinite(loss)):
        fail("not finite at a temperature of 10,000", f"{logits}, {loss}")
