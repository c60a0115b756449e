"""Sums start at 0.0, so integers become floats."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    inner = len(b)
    if any(len(row) != inner for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    if any(len(row) != len(b[0]) for row in b):
        raise ValueError("b is ragged")
    result: list[list[Number]] = [[0.0] * len(b[0]) for _ in a]
    for i, row in enumerate(a):
        for p, x in enumerate(row):
            for j, y in enumerate(b[p]):
                result[i][j] += x * y
    return result
