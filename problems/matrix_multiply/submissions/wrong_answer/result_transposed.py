"""Columns outside, rows inside."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    inner = len(b)
    if any(len(row) != inner for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    if any(len(row) != len(b[0]) for row in b):
        raise ValueError("b is ragged")
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for row in a] for column in columns]
