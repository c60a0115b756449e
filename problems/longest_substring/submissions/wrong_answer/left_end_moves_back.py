"""The left end follows an occurrence that lies before the window."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    start = best = 0
    for i, character in enumerate(s):
        if character in last:
            start = last[character] + 1
        last[character] = i
        best = max(best, i - start + 1)
    return best
