"""From the right: how far each start may reach."""


def length_of_longest_substring(s: str) -> int:
    following: dict[str, int] = {}
    end = len(s)
    best = 0
    for i in range(len(s) - 1, -1, -1):
        end = min(end, following.get(s[i], end))
        following[s[i]] = i
        best = max(best, end - i)
    return best
