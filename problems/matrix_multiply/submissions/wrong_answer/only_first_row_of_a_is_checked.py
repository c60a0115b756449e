"""Takes the length of the first row of a for that of all."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    if len(a[0]) != len(b) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes")
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]  # noqa: B905
