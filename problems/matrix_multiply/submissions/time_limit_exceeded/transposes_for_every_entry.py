"""Builds all columns of b again for every product."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    inner = len(b)
    if any(len(row) != inner for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    if any(len(row) != len(b[0]) for row in b):
        raise ValueError("b is ragged")
    return [
        [sum(x * list(zip(*b, strict=True))[j][p] for p, x in enumerate(row)) for j in range(len(b[0]))]
        for row in a
    ]
