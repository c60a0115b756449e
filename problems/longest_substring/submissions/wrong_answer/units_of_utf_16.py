"""Counts units of UTF-16, as Java and JavaScript do: an emoji is two of them."""


def length_of_longest_substring(s: str) -> int:
    units = memoryview(s.encode("utf-16-le", "surrogatepass")).cast("H")
    last: dict[int, int] = {}
    best = start = 0
    for end, unit in enumerate(units):
        start = max(start, last.get(unit, -1) + 1)
        last[unit] = end
        best = max(best, end - start + 1)
    return best
