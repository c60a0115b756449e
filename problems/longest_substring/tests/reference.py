"""Every start tried, character by character: quadratic, and without a window to get wrong."""

from __future__ import annotations


def longest(s: str) -> int:
    """The length of the longest substring without a repeat."""
    best = 0
    for start in range(len(s)):
        seen: set[str] = set()
        for character in s[start:]:
            if character in seen:
                break
            seen.add(character)
        best = max(best, len(seen))
    return best
