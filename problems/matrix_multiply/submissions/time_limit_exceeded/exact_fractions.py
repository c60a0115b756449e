"""Computes with fractions to be exact, and turns them back at the end."""

from fractions import Fraction


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    whole = all(type(x) is int for row in [*a, *b] for x in row)
    columns = [[Fraction(x) for x in column] for column in zip(*b, strict=True)]
    rows = [[Fraction(x) for x in row] for row in a]
    convert = int if whole else float
    return [[convert(sum(x * y for x, y in zip(row, column, strict=True))) for column in columns] for row in rows]
