"""Turns the string into UTF-32 to have numbers; a lone surrogate cannot be encoded."""


def length_of_longest_substring(s: str) -> int:
    last: dict[int, int] = {}
    best = start = 0
    for end, point in enumerate(memoryview(s.encode("utf-32-le")).cast("I")):
        start = max(start, last.get(point, -1) + 1)
        last[point] = end
        best = max(best, end - start + 1)
    return best
