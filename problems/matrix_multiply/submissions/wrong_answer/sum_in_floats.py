"""math.fsum adds ints as floats."""

import math


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    columns = list(zip(*b, strict=True))
    result = [[math.fsum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]
    whole = all(type(x) is int for row in [*a, *b] for x in row)
    return [[int(x) for x in row] for row in result] if whole else result
