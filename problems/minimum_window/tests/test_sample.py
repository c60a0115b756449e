"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.checks import equal

ROWS = [("ADOBECODEBANC", "ABC", "BANC"), ("aab", "aa", "aa"), ("ab", "aa", ""), ("abba", "ab", "ab")]


@pytest.mark.parametrize(("s", "t", "window"), ROWS)
def test_an_example_of_the_statement(solution: Any, s: str, t: str, window: str) -> None:
    equal(solution.min_window(s, t), window, f"min_window({s!r}, {t!r})")
