"""A list of pairs in the order of their last use: every operation looks at all of them."""

from __future__ import annotations

from collections.abc import Iterable

Operation = tuple[str, int] | tuple[str, int, int]


def answers(capacity: int, operations: Iterable[Operation]) -> list[int | None]:
    """What a cache of this capacity returns for each operation, ("get", key) or ("put", key, value)."""
    pairs: list[tuple[int, int]] = []
    results: list[int | None] = []
    for name, key, *value in operations:
        found = [pair for pair in pairs if pair[0] == key]
        others = [pair for pair in pairs if pair[0] != key]
        if name == "get":
            results.append(found[0][1] if found else -1)
            pairs = others + found
        else:
            results.append(None)
            pairs = [*others, (key, value[0])][-capacity:]
    return results
