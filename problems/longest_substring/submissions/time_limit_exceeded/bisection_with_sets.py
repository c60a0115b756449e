"""Bisection on the length, and each length is tried by the set of every slice."""


def length_of_longest_substring(s: str) -> int:
    low, high = 0, len(set(s))
    while low < high:
        k = (low + high + 1) // 2
        if any(len(set(s[i : i + k])) == k for i in range(len(s) - k + 1)):
            low = k
        else:
            high = k - 1
    return low
