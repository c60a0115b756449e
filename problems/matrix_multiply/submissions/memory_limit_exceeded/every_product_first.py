"""Makes all m * k * n products first and adds them up then, as broadcasting would."""


def matmul(a: list[list[float]], b: list[list[float]]) -> list[list[float]]:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    products = [[[x * b[p][j] for p, x in enumerate(row)] for j in range(len(b[0]))] for row in a]
    return [[sum(terms) for terms in row] for row in products]
