"""Works on UTF-8 bytes, of which a character has several."""


def length_of_longest_substring(s: str) -> int:
    data = s.encode()
    last: dict[int, int] = {}
    start = best = 0
    for i, byte in enumerate(data):
        start = max(start, last.get(byte, -1) + 1)
        last[byte] = i
        best = max(best, i - start + 1)
    return best
