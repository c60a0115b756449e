"""Arguments of `matmul`, as hypothesis draws them."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from hypothesis import strategies as st

Matrix = list[list[Any]]

MOST = 5
SIZES = st.integers(1, MOST)
INTEGERS = st.integers(-(10**20), 10**20) | st.integers(-3, 3)
FLOATS = st.floats(-1000, 1000).map(lambda number: round(number, 4))
"""None so small that a product of two is lost."""


@st.composite
def arguments(draw: st.DrawFn, numbers: st.SearchStrategy[Any] = INTEGERS) -> tuple[Matrix, Matrix]:
    """Two matrices that fit together.

    Each is filled from a list of numbers, over and over: so matrices that fail get smaller whatever is in them.
    """
    m, k, n = (draw(SIZES) for _ in range(3))

    def matrix(rows: int, columns: int) -> Matrix:
        again_and_again = cycle(draw(st.lists(numbers, min_size=1, max_size=MOST * MOST)))
        return [[next(again_and_again) for _ in range(columns)] for _ in range(rows)]

    return matrix(m, k), matrix(k, n)


@st.composite
def misfits(draw: st.DrawFn) -> tuple[Matrix, Matrix]:
    """Two lists of rows that are no matrices, or do not fit: rows too long, too short, or one too few."""
    a, b = draw(arguments())
    if len(b) > 1 and draw(st.booleans()):
        b.pop()
        return a, b
    damaged = b if len(b) > 1 and draw(st.booleans()) else a  # a row that is all of b may have any length
    longer, shorter = (damaged[draw(st.integers(0, len(damaged) - 1))] for _ in range(2))
    longer.append(1)
    if len(shorter) > 1 and shorter is not longer and draw(st.booleans()):
        shorter.pop()
    return a, b
