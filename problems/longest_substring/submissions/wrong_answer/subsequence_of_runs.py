"""Compares neighbours only: the longest stretch in which no character stands beside its equal."""


def length_of_longest_substring(s: str) -> int:
    best = run = 0
    for i, character in enumerate(s):
        run = run + 1 if i and character != s[i - 1] else 1
        best = max(best, run)
    return best
