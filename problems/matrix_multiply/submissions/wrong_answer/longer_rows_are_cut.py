"""Only rows that are too short are an error."""


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if len(a[0]) != len(b) or any(len(row) < len(b) for row in a) or any(len(row) < len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]  # noqa: B905
