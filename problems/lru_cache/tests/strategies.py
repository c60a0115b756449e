"""Capacities and operations, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st
from reference import Operation

KEYS = (1, 2, 3, 4, 5, 0, -1, -2, 2**61, 2**61 + 1)
"""Few, so that they meet again. -1 and -2 have the same hash, and so have 2 and 2**61 + 1."""

VALUES = (7, 8, 9, 0, -1, 2**70)


def operations() -> st.SearchStrategy[list[Operation]]:
    """Up to 40 operations, each a get or a put."""
    keys = st.sampled_from(KEYS)
    get = st.tuples(st.just("get"), keys)
    put = st.tuples(st.just("put"), keys, st.sampled_from(VALUES))
    return st.lists(get | put, max_size=40)


def arguments() -> st.SearchStrategy[tuple[int, list[Operation]]]:
    """A capacity, and operations on a cache that has it."""
    return st.tuples(st.integers(1, 6), operations())
