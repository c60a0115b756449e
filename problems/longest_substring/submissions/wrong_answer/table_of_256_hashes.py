"""A table of 256 places for every character: two that are 256 apart share one."""


def length_of_longest_substring(s: str) -> int:
    last = [-1] * 256
    best = start = 0
    for end, character in enumerate(s):
        slot = ord(character) % 256
        start = max(start, last[slot] + 1)
        last[slot] = end
        best = max(best, end - start + 1)
    return best
