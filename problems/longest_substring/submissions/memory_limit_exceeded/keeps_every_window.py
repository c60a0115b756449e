"""Collects the window of every end as a string, to take the longest of them."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    windows = [""]
    start = 0
    for end, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = end
        windows.append(s[start : end + 1])
    return len(max(windows, key=len))
