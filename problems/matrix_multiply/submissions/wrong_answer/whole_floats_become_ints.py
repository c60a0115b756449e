"""Turns floats without a fraction into ints."""


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    columns = list(zip(*b, strict=True))
    result = [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]
    return [[int(x) if x == int(x) else x for x in row] for row in result]
