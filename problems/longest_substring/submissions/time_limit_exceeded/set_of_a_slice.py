"""At a repeat it moves the start with str.index and builds the set of the window from a slice."""


def length_of_longest_substring(s: str) -> int:
    seen: set[str] = set()
    best = start = 0
    for end, character in enumerate(s):
        if character in seen:
            start = s.index(character, start) + 1
            seen = set(s[start:end])
        seen.add(character)
        best = max(best, end - start + 1)
    return best
