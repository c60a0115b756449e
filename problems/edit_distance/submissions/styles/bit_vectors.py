"""Myers' bit vectors, a whole column of the table in two large ints; the script from rows that are kept, front to back."""

import math


def edit_distance(a, b):
    if len(a) > len(b):
        a, b = b, a
    if not a:
        return len(b)
    everything = (1 << len(a)) - 1
    top = 1 << (len(a) - 1)
    places = {}
    for i, c in enumerate(a):
        places[c] = places.get(c, 0) | 1 << i
    plus, minus, distance = everything, 0, len(a)
    for c in b:
        same = places.get(c, 0)
        zero = ((((same & plus) + plus) ^ plus) | same | minus) & everything
        right_plus = minus | (everything & ~(zero | plus))
        right_minus = zero & plus
        distance += bool(right_plus & top) - bool(right_minus & top)
        right_plus = (right_plus << 1 | 1) & everything
        right_minus = right_minus << 1 & everything
        plus = right_minus | (everything & ~(zero | right_plus))
        minus = right_plus & zero
    return distance


def edit_script(a, b):
    n, m = len(a), len(b)
    rest = [[0] * (m + 1) for _ in range(n + 1)]  # edits from a[i:] to b[j:]
    for i in reversed(range(n + 1)):
        for j in reversed(range(m + 1)):
            if i == n or j == m:
                rest[i][j] = n - i + m - j
            else:
                rest[i][j] = min(rest[i + 1][j + 1] + (a[i] != b[j]), rest[i + 1][j] + 1, rest[i][j + 1] + 1)
    steps, i, j = [], 0, 0
    while i < n or j < m:
        if i < n and rest[i][j] == rest[i + 1][j] + 1:
            steps.append(("delete", a[i]))
            i += 1
        elif j < m and rest[i][j] == rest[i][j + 1] + 1:
            steps.append(("insert", b[j]))
            j += 1
        else:
            steps.append(("keep", a[i]) if a[i] == b[j] else ("replace", a[i], b[j]))
            i, j = i + 1, j + 1
    return steps


def character_error_rate(references, hypotheses):
    edits = [edit_distance(r, h) for r, h in zip(references, hypotheses)]
    characters = len("".join(references))
    if characters == 0:
        return math.inf if any(edits) else 0.0
    return sum(edits) / characters
