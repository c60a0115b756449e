"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.checks import equal


@pytest.mark.parametrize(("s", "length"), [("abcabcbb", 3), ("bbbbb", 1), ("pwwkew", 3), ("", 0)])
def test_an_example_of_the_statement(solution: Any, s: str, length: int) -> None:
    equal(solution.length_of_longest_substring(s), length, f"length_of_longest_substring({s!r})")
