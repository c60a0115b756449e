"""Dynamic programming over all pairs of start and end: n * n flags."""


def length_of_longest_substring(s: str) -> int:
    n = len(s)
    clean = [bytearray(n) for _ in range(n)]  # clean[start][end]: s[start : end + 1] has no repeat
    best = 0
    for start in range(n - 1, -1, -1):
        for end in range(start, n):
            inner = end - start < 2 or (clean[start + 1][end] and clean[start][end - 1])
            if not inner or (end > start and s[start] == s[end]):
                break
            clean[start][end] = 1
            best = max(best, end - start + 1)
    return best
