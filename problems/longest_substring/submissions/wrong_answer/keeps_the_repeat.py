"""Moves the start onto the earlier one of two equal characters instead of behind it."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    best = start = 0
    for end, character in enumerate(s):
        start = max(start, last.get(character, 0))
        last[character] = end
        best = max(best, end - start + 1)
    return best
