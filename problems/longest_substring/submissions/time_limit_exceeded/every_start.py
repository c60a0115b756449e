"""From every start until the first repeat: quadratic where there is none."""


def length_of_longest_substring(s: str) -> int:
    best = 0
    for start in range(len(s)):
        seen: set[str] = set()
        for character in s[start:]:
            if character in seen:
                break
            seen.add(character)
        best = max(best, len(seen))
    return best
