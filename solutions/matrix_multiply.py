"""Matrix Multiplication: read `judge show matrix_multiply`, then `judge submit`."""

from operator import mul

Number = int | float


def matmul(a: list[list[Number]], b: list[list[Number]]) -> list[list[Number]]:
    """The product of two matrices, as new lists.

    Args:
        a: (m, k), every dimension from 1 to 150.
        b: (k, n).

    Returns:
        (m, n); ints where both matrices hold ints.

    Raises:
        ValueError: a row is ragged, or the inner dimensions differ.
    """
    k, n = len(a[0]), len(b[0])
    if any(len(row) != k for row in a):
        raise ValueError("a is ragged")
    if any(len(row) != n for row in b):
        raise ValueError("b is ragged")
    if len(b) != k:
        raise ValueError(f"cannot multiply (m, {k}) by ({len(b)}, n)")

    columns = list(zip(*b))  # transpose once, so that the inner loop runs along two flat sequences
    # sum() starts at the int 0, so ints stay ints
    return [[sum(map(mul, row, column)) for column in columns] for row in a]
