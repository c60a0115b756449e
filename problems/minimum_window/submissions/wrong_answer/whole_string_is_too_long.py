"""A window that is all of s is not returned."""

from collections import Counter


def min_window(s, t):
    if not t:
        return ""
    need = Counter(t)
    missing = len(t)
    start, best, size = 0, 0, len(s) + 1
    for end, c in enumerate(s):
        if c not in need:
            continue
        if need[c] > 0:
            missing -= 1
        need[c] -= 1
        while missing == 0:
            if end - start + 1 < size:
                best, size = start, end - start + 1
            first = s[start]
            if first in need:
                need[first] += 1
                if need[first] > 0:
                    missing += 1
            start += 1
    return s[best : best + size] if size < len(s) else ""
