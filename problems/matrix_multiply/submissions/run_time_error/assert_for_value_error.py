"""An assertion where a ValueError is asked for."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    assert all(len(row) == len(b) for row in a)
    assert all(len(row) == len(b[0]) for row in b)
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]
