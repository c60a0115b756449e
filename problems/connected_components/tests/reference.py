"""Sets as Python sets: every union writes a new one for each of its elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Operation = tuple[str, int] | tuple[str, int, int] | tuple[str, str]
COUNT: Operation = ("__getattribute__", "count")
"""Reads the attribute `count` in a batch of calls."""


def components(n: int, edges: Iterable[Sequence[int]]) -> list[frozenset[int]]:
    """The set of each element."""
    sets = [frozenset({x}) for x in range(n)]
    for a, b in edges:
        joined = sets[a] | sets[b]
        for x in joined:
            sets[x] = joined
    return sets


def answers(n: int, operations: Iterable[Operation]) -> list[bool | int | frozenset[int]]:
    """What each operation gives. For a find it is the set that the element found must be in."""
    unions: list[tuple[int, int]] = []
    sets = components(n, unions)
    results: list[bool | int | frozenset[int]] = []
    for operation in operations:
        match operation:
            case "union", a, b:
                results.append(sets[a] != sets[b])
                unions.append((a, b))
                sets = components(n, unions)
            case "connected", a, b:
                results.append(sets[a] == sets[b])
            case "find", x:
                results.append(sets[x])
            case "size", x:
                results.append(len(sets[x]))
            case _:
                results.append(len(set(sets)))
    return results
