"""Grows a window from every start."""

from collections import Counter


def min_window(s, t):
    best = ""
    for start in range(len(s) if t else 0):
        need, missing = Counter(t), len(t)
        for end in range(start, len(s)):
            missing -= need[s[end]] > 0
            need[s[end]] -= 1
            if not missing:
                if not best or end - start + 1 < len(best):
                    best = s[start : end + 1]
                break
    return best
