"""A row of the result is a sum of rows of b; zip(strict=True) is what notices shapes that do not fit."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    result = []
    for row in a:
        total: list[Number] = [0] * len(b[0])
        for x, b_row in zip(row, b, strict=True):
            total = [t + x * y for t, y in zip(total, b_row, strict=True)]
        result.append(total)
    return result
