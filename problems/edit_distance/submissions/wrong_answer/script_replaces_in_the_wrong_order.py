"""b's character comes first."""

import math


def next_row(above, x, b, first):
    row = [first]
    for j, y in enumerate(b):
        row.append(above[j] if x == y else 1 + min(above[j], above[j + 1], row[j]))
    return row


def edit_distance(a, b):
    if len(a) < len(b):
        a, b = b, a
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = next_row(row, x, b, i)
    return row[-1]


def edit_script(a, b):
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        rows.append(next_row(rows[-1], x, b, i))
    i, j, steps = len(a), len(b), []
    while i or j:
        if i and j and a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            steps.append(("keep", a[i]))
        elif i and j and rows[i][j] == rows[i - 1][j - 1] + 1:
            i, j = i - 1, j - 1
            steps.append(("replace", b[j], a[i]))
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            steps.append(("delete", a[i]))
        else:
            j -= 1
            steps.append(("insert", b[j]))
    return steps[::-1]


def character_error_rate(references, hypotheses):
    errors = sum(map(edit_distance, references, hypotheses))
    length = sum(map(len, references))
    if not length:
        return math.inf if errors else 0.0
    return errors / length
