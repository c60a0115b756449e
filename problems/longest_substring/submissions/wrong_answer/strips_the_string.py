"""Strips white space from both ends first, as if the string were a line of input."""


def length_of_longest_substring(s: str) -> int:
    s = s.strip()
    last: dict[str, int] = {}
    best = start = 0
    for end, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = end
        best = max(best, end - start + 1)
    return best
