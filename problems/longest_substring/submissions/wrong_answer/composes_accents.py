"""Normalises first, so that a letter and its combining accent become one character."""

import unicodedata


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    best = start = 0
    for end, character in enumerate(unicodedata.normalize("NFC", s)):
        start = max(start, last.get(character, -1) + 1)
        last[character] = end
        best = max(best, end - start + 1)
    return best
