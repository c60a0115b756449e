"""Multiplies entry by entry where the shapes allow it."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    inner = len(b)
    if any(len(row) != inner for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    if any(len(row) != len(b[0]) for row in b):
        raise ValueError("b is ragged")
    if len(a) == len(b) and len(a[0]) == len(b[0]):
        return [[x * y for x, y in zip(row, other, strict=True)] for row, other in zip(a, b, strict=True)]
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]
