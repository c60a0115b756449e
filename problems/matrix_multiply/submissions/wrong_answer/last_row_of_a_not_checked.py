"""Checks each row against the next one, and stops one too early."""


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    for matrix in (a, b):
        for i in range(len(matrix) - 2):
            if len(matrix[i]) != len(matrix[i + 1]):
                raise ValueError("a row is ragged")
    if len(a[0]) != len(b):
        raise ValueError("inner dimensions differ")
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]  # noqa: B905
