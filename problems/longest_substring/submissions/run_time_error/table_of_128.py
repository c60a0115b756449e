"""A table for ASCII only."""


def length_of_longest_substring(s: str) -> int:
    last = [-1] * 128
    start = best = 0
    for i, character in enumerate(s):
        start = max(start, last[ord(character)] + 1)
        last[ord(character)] = i
        best = max(best, i - start + 1)
    return best
