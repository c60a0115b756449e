"""Bad shapes end in an IndexError."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    return [[sum(a[i][p] * b[p][j] for p in range(len(a[0]))) for j in range(len(b[0]))] for i in range(len(a))]
