"""Strassen down to single numbers, padded to a power of two: seven calls for eight products are dearer than eight products."""

Matrix = list[list[float]]


def plus(x: Matrix, y: Matrix, sign: int = 1) -> Matrix:
    return [[u + sign * v for u, v in zip(p, q, strict=True)] for p, q in zip(x, y, strict=True)]


def quarters(x: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    h = len(x) // 2
    return [r[:h] for r in x[:h]], [r[h:] for r in x[:h]], [r[:h] for r in x[h:]], [r[h:] for r in x[h:]]


def strassen(x: Matrix, y: Matrix) -> Matrix:
    if len(x) == 1:
        return [[x[0][0] * y[0][0]]]
    a, b, c, d = quarters(x)
    e, f, g, h = quarters(y)
    p1 = strassen(a, plus(f, h, -1))
    p2 = strassen(plus(a, b), h)
    p3 = strassen(plus(c, d), e)
    p4 = strassen(d, plus(g, e, -1))
    p5 = strassen(plus(a, d), plus(e, h))
    p6 = strassen(plus(b, d, -1), plus(g, h))
    p7 = strassen(plus(a, c, -1), plus(e, f))
    top = [u + v for u, v in zip(plus(plus(p5, p4), plus(p6, p2, -1)), plus(p1, p2), strict=True)]
    bottom = [u + v for u, v in zip(plus(p3, p4), plus(plus(p1, p5), plus(p3, p7), -1), strict=True)]
    return top + bottom


def matmul(a: Matrix, b: Matrix) -> Matrix:
    if any(len(row) != len(b) for row in a) or any(len(row) != len(b[0]) for row in b):
        raise ValueError("shapes do not fit")
    m, k, n = len(a), len(b), len(b[0])
    size = 1
    while size < max(m, k, n):
        size *= 2
    wide_a = [row + [0] * (size - k) for row in a] + [[0] * size] * (size - m)
    wide_b = [row + [0] * (size - n) for row in b] + [[0] * size] * (size - k)
    return [row[:n] for row in strassen(wide_a, wide_b)[:m]]
