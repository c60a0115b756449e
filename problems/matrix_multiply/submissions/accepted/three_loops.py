"""The three loops as the formula says, with every check."""

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    inner = len(b)
    if any(len(row) != inner for row in a):
        raise ValueError("the columns of a must be as many as the rows of b")
    if any(len(row) != len(b[0]) for row in b):
        raise ValueError("b is ragged")
    result: list[list[Number]] = []
    for i in range(len(a)):
        result.append([])
        for j in range(len(b[0])):
            total: Number = 0
            for p in range(inner):
                total += a[i][p] * b[p][j]
            result[i].append(total)
    return result
