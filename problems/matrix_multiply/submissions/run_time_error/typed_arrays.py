"""Columns as arrays of 64 bit integers or doubles: a large integer does not fit."""

from array import array


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    code = "q" if all(type(x) is int for row in [*a, *b] for x in row) else "d"
    columns = [array(code, column) for column in zip(*b, strict=True)]
    rows = [array(code, row) for row in a]
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in rows]
