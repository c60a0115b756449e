"""What both entries must return, where any right order will do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.checks import equal, fail


def check_order(got: Any, n: int, pairs: Sequence[Sequence[int]], call: str) -> None:
    """`got` must be an order in which all `n` courses can be taken."""
    if type(got) is not list or any(type(course) is not int for course in got):
        fail("find_order must return a list of ints", f"{call} gave a {type(got).__name__}")
    shown = f"{call} gave {got}" if n <= 40 else ""
    if n and not got:
        fail("find_order returns no course though there is an order", shown)
    if len(got) < n:
        fail("find_order leaves courses out", shown)
    if sorted(got) != list(range(n)):
        fail("find_order does not return each course once", shown)
    place = [0] * n
    for i, course in enumerate(got):
        place[course] = i
    for a, b in pairs:
        if place[b] >= place[a]:
            fail("find_order puts a course before its prerequisite", f"{shown}, but [{a}, {b}]" if shown else "")


def check(solution: Any, n: int, pairs: list[list[int]], *, possible: bool) -> None:
    """Both entries, on the same courses."""
    shown = f"({n}, {pairs})" if n <= 40 else f"({n}, ...)"
    equal(solution.can_finish(n, pairs), possible, f"can_finish{shown}")
    order = solution.find_order(n, pairs)
    if possible:
        check_order(order, n, pairs, f"find_order{shown}")
    else:
        equal(order, [], f"find_order{shown}")
