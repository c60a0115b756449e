"""Recursion, one nested call for each character: Python gives about a thousand."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}

    def longest(start: int, end: int) -> int:
        if end == len(s):
            return 0
        start = max(start, last.get(s[end], -1) + 1)
        last[s[end]] = end
        return max(end - start + 1, longest(start, end + 1))

    return longest(0, 0)
