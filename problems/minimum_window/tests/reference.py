"""All substrings, shortest first."""

from __future__ import annotations

from collections import Counter


def min_window(s: str, t: str) -> str:
    """For short strings."""
    wanted = Counter(t)
    for size in range(len(t), len(s) + 1):
        for start in range(len(s) - size + 1):
            window = s[start : start + size]
            if all(window.count(c) >= n for c, n in wanted.items()):
                return window
    return ""
