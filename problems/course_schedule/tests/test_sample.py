"""The worked examples of the statement."""

from __future__ import annotations

from typing import Any

from orders import check


def test_a_diamond(solution: Any) -> None:
    check(solution, 4, [[1, 0], [2, 0], [3, 1], [3, 2]], possible=True)


def test_two_courses_that_wait_for_each_other(solution: Any) -> None:
    check(solution, 2, [[1, 0], [0, 1]], possible=False)


def test_a_course_that_occurs_in_no_pair(solution: Any) -> None:
    check(solution, 3, [[0, 2]], possible=True)


def test_no_courses(solution: Any) -> None:
    check(solution, 0, [], possible=True)
