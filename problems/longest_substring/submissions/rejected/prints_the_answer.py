"""Prints the length and returns nothing."""


def length_of_longest_substring(s: str) -> None:
    last: dict[str, int] = {}
    best = start = 0
    for end, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = end
        best = max(best, end - start + 1)
    print(best)
