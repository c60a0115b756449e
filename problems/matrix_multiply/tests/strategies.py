"""Valid arguments of `matmul`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def arguments(draw: st.DrawFn, most: int = 5) -> tuple[list[list[int]], list[list[int]]]:
    """Two integer matrices that fit together."""
    m, k, n = (draw(st.integers(1, most)) for _ in range(3))
    numbers = st.integers(-(10**20), 10**20) | st.integers(-3, 3)

    def matrix(rows: int, columns: int) -> list[list[int]]:
        row = st.lists(numbers, min_size=columns, max_size=columns)
        return draw(st.lists(row, min_size=rows, max_size=rows))

    return matrix(m, k), matrix(k, n)
