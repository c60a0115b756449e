"""The transitive closure: the courses cannot be taken if and only if one of them comes before itself."""

from __future__ import annotations

from collections.abc import Sequence


def finishable(n: int, pairs: Sequence[Sequence[int]]) -> bool:
    """Whether no course is among what must be taken before it. Cubic."""
    before = [[False] * n for _ in range(n)]
    for a, b in pairs:
        before[a][b] = True
    for middle in range(n):
        for a in range(n):
            for b in range(n):
                if before[a][middle] and before[middle][b]:
                    before[a][b] = True
    return not any(before[a][a] for a in range(n))
