"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

from reference import check_script

from sandbox.checks import close, equal


def test_a_distance(solution: Any) -> None:
    equal(solution.edit_distance("kitten", "sitting"), 3, 'edit_distance("kitten", "sitting")')


def test_two_scripts(solution: Any) -> None:
    check_script(solution.edit_script("cart", "cat"), "cart", "cat", 1)
    check_script(solution.edit_script("ab", "cb"), "ab", "cb", 1)


def test_the_error_rate_of_two_fields(solution: Any) -> None:
    close(solution.character_error_rate(["发票代码", "12"], ["发栗代码", "1"]), 2 / 6)
