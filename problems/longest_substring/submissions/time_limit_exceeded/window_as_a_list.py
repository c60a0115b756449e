"""Looks for each character in a list."""


def length_of_longest_substring(s: str) -> int:
    window: list[str] = []
    best = 0
    for character in s:
        if character in window:
            del window[: window.index(character) + 1]
        window.append(character)
        best = max(best, len(window))
    return best
