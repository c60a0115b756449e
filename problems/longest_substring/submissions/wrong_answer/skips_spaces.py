"""Strips white space first."""


def length_of_longest_substring(s: str) -> int:
    s = "".join(s.split())
    last: dict[str, int] = {}
    start = best = 0
    for i, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = i
        best = max(best, i - start + 1)
    return best
