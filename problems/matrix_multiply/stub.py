"""Matrix Multiplication: read `judge show matrix_multiply`, then `judge submit`."""

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
    raise NotImplementedError
