"""Anti-diagonals, whose cells do not depend on each other, for the distance; a memoised recursion for the script."""

from functools import cache
from math import inf


def edit_distance(a, b):
    if len(a) > len(b):
        a, b = b, a
    m, n = len(a), len(b)
    if m == 0:
        return n
    b = b[::-1]
    # cell i of diagonal k is the distance of a[:i] and the first k - i characters of b
    before, last = [0] * (m + 1), [1] * (m + 1)
    for k in range(2, m + n + 1):
        low, high = max(1, k - n), min(k - 1, m)
        cells = zip(
            a[low - 1 : high],
            b[n - k + low : n - k + high + 1],
            before[low - 1 : high],
            last[low - 1 : high],
            last[low : high + 1],
        )
        new = [k] * (m + 1)
        new[low : high + 1] = [
            d if x == y else 1 + (d if d <= u and d <= v else u if u <= v else v) for x, y, d, u, v in cells
        ]
        before, last = last, new
    return last[m]


def edit_script(a, b):
    @cache
    def cost(i, j):
        if i == len(a) or j == len(b):
            return len(a) - i + len(b) - j
        if a[i] == b[j]:
            return cost(i + 1, j + 1)
        return 1 + min(cost(i + 1, j + 1), cost(i + 1, j), cost(i, j + 1))

    def steps(i, j):
        while i < len(a) and j < len(b):
            if a[i] == b[j]:
                yield "keep", a[i]
                i, j = i + 1, j + 1
            elif cost(i, j) == 1 + cost(i + 1, j):
                yield "delete", a[i]
                i += 1
            elif cost(i, j) == 1 + cost(i, j + 1):
                yield "insert", b[j]
                j += 1
            else:
                yield "replace", a[i], b[j]
                i, j = i + 1, j + 1
        yield from (("delete", c) for c in a[i:])
        yield from (("insert", d) for d in b[j:])

    return list(steps(0, 0))


def character_error_rate(references, hypotheses):
    total_edits, total_chars = 0, 0
    for ref, hyp in zip(references, hypotheses):
        total_edits += edit_distance(ref, hyp)
        total_chars += len(ref)
    try:
        return total_edits / total_chars
    except ZeroDivisionError:
        return inf if total_edits else 0.0
