"""Returns the substring instead of its length."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    start = 0
    best = ""
    for i, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = i
        if i - start + 1 > len(best):
            best = s[start : i + 1]
    return best  # type: ignore[return-value]
