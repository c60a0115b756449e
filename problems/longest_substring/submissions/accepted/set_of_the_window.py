"""The left end walks until the character has left the window."""


def length_of_longest_substring(s: str) -> int:
    window: set[str] = set()
    left = best = 0
    for character in s:
        while character in window:
            window.remove(s[left])
            left += 1
        window.add(character)
        best = max(best, len(window))
    return best
