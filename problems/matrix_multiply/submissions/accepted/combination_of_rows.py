"""A row of the result is a combination of the rows of b, added up row by row."""


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    result = []
    for a_row in a:
        total = [factor * 0 for factor in (x * a_row[0] for x in b[0])]
        for factor, b_row in zip(a_row, b, strict=True):
            total = [t + factor * x for t, x in zip(total, b_row, strict=True)]
        result.append(total)
    return result
