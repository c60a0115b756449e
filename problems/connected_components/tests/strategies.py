"""Elements and operations, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st
from reference import COUNT, Operation


@st.composite
def arguments(draw: st.DrawFn) -> tuple[int, list[Operation]]:
    """Up to 8 elements and 25 operations on their sets."""
    n = draw(st.integers(1, 8))
    element = st.integers(0, n - 1)
    union = st.tuples(st.just("union"), element, element)
    connected = st.tuples(st.just("connected"), element, element)
    of_one = st.tuples(st.sampled_from(("find", "size")), element)
    return n, draw(st.lists(union | connected | union | of_one | st.just(COUNT), max_size=25))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    """Up to 10 nodes and 12 edges."""
    n = draw(st.integers(0, 10))
    node = st.integers(0, max(n - 1, 0))
    return n, [list(edge) for edge in draw(st.lists(st.tuples(node, node), max_size=12 if n else 0))]
