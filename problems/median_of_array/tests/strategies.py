"""Valid arguments of `median_of_array`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

LARGEST = 10**15


def arguments() -> st.SearchStrategy[tuple[list[int]]]:
    """The positional arguments of one call: few different values make many repeats."""
    numbers = st.integers(-3, 3) | st.integers(-100, 100) | st.integers(-LARGEST, LARGEST)
    return st.tuples(st.lists(numbers, min_size=1, max_size=25))
