"""Two pointers around a set: it grows on the right and shrinks on the left until the newcomer fits."""


def length_of_longest_substring(s: str) -> int:
    inside: set[str] = set()
    best = left = 0
    for character in s:
        while character in inside:
            inside.remove(s[left])
            left += 1
        inside.add(character)
        best = max(best, len(inside))
    return best
