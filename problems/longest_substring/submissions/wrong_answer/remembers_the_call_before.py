"""A default argument keeps the places of the call before."""


def length_of_longest_substring(s: str, last: dict[str, int] = {}) -> int:
    best = start = 0
    for end, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = end
        best = max(best, end - start + 1)
    return best
