"""A cached recursion: too deep for long strings."""

import math
from functools import cache


def table(a, b):
    @cache
    def rest(i, j):
        if i == len(a) or j == len(b):
            return len(a) - i + len(b) - j
        if a[i] == b[j]:
            return rest(i + 1, j + 1)
        return 1 + min(rest(i + 1, j + 1), rest(i + 1, j), rest(i, j + 1))

    return rest


def edit_distance(a, b):
    return table(a, b)(0, 0)


def edit_script(a, b):
    rest, i, j, steps = table(a, b), 0, 0, []
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            steps.append(("keep", a[i]))
            i, j = i + 1, j + 1
        elif i < len(a) and j < len(b) and rest(i, j) == rest(i + 1, j + 1) + 1:
            steps.append(("replace", a[i], b[j]))
            i, j = i + 1, j + 1
        elif i < len(a) and rest(i, j) == rest(i + 1, j) + 1:
            steps.append(("delete", a[i]))
            i += 1
        else:
            steps.append(("insert", b[j]))
            j += 1
    return steps


def character_error_rate(references, hypotheses):
    errors = sum(map(edit_distance, references, hypotheses))
    length = sum(map(len, references))
    if not length:
        return math.inf if errors else 0.0
    return errors / length
