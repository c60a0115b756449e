"""Valid arguments of `zero_partition`, as hypothesis draws them: buffers small enough to be written out."""

from __future__ import annotations

from hypothesis import strategies as st

Arguments = tuple[list[int], int, int, int, int]


def arguments() -> st.SearchStrategy[Arguments]:
    """The positional arguments of one call."""
    return st.tuples(
        st.lists(st.integers(0, 12), max_size=8),
        st.integers(1, 9),
        st.integers(0, 3),
        st.integers(1, 5),
        st.integers(0, 16),
    )
