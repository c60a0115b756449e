"""Looks at the length only when a repeat ends the window."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    start = best = 0
    for i, character in enumerate(s):
        if last.get(character, -1) >= start:
            best = max(best, i - start)
            start = last[character] + 1
        last[character] = i
    return best
