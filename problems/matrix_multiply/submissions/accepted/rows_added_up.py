"""A row of the result is a sum of rows of b: the inner loop runs along rows only."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    inner = len(b)
    if any(len(row) != inner for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    if any(len(row) != len(b[0]) for row in b):
        raise ValueError("b is ragged")
    result = []
    for row in a:
        total: list[Number] = [0] * len(b[0])
        for x, b_row in zip(row, b, strict=True):
            total = [t + x * y for t, y in zip(total, b_row, strict=True)]
        result.append(total)
    return result
