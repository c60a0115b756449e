"""Throws the whole window away at a repeat."""


def length_of_longest_substring(s: str) -> int:
    seen: set[str] = set()
    best = 0
    for character in s:
        if character in seen:
            seen.clear()
        seen.add(character)
        best = max(best, len(seen))
    return best
