"""Checks the shapes of both matrices for every entry of the result."""


def checked(a: list[list[float]], b: list[list[float]]) -> bool:
    return all(len(row) == len(b) for row in a) and all(len(row) == len(b[0]) for row in b)


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if not checked(a, b):
        raise ValueError("shapes do not fit")
    result = [[0] * len(b[0]) for _ in a]
    for i in range(len(a)):
        for j in range(len(b[0])):
            for p in range(len(b)):
                if not checked(a, b):
                    raise ValueError("shapes do not fit")
                result[i][j] += a[i][p] * b[p][j]
    return result
