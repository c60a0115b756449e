"""zip stops at the shortest row of b without a word."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    if any(len(row) != len(b) for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    columns = list(zip(*b))  # noqa: B905
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]  # noqa: B905
