"""The worked examples of the statement."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sandbox.checks import close, equal

LOG_PROBS = np.log([[0.6, 0.4], [0.6, 0.4]])


def test_the_best_path_of_the_statement(solution: Any) -> None:
    equal(solution.ctc_greedy(LOG_PROBS[None], np.array([2])), [[]], "ctc_greedy(log([[[0.6, 0.4]] * 2]), [2])")


def test_the_best_text_of_the_statement(solution: Any) -> None:
    text, log_prob = solution.ctc_beam_search(LOG_PROBS, 2)
    equal([int(symbol) for symbol in text], [1], "ctc_beam_search(log([[0.6, 0.4]] * 2), 2)")
    close(float(log_prob), math.log(0.64), what="the log-probability")


def test_repeats_are_merged_before_blanks_are_dropped(solution: Any) -> None:
    path = [1, 1, 0, 1, 2]
    texts = solution.ctc_greedy(np.log(np.eye(3)[path] * 0.9 + 0.01)[None], np.array([5]))
    equal([[int(symbol) for symbol in text] for text in texts], [[1, 1, 2]], f"ctc_greedy(of the path {path})")
