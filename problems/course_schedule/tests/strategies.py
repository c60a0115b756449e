"""Valid arguments of both entries, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

Arguments = tuple[int, list[list[int]]]


@st.composite
def arguments(draw: st.DrawFn) -> Arguments:
    """Up to 7 courses. Half of the time each pair leads upwards in a drawn numbering, so that there is an order."""
    n = draw(st.integers(0, 7))
    if not n:
        return 0, []
    course = st.integers(0, n - 1)
    pairs = draw(st.lists(st.tuples(course, course), max_size=12))
    if draw(st.booleans()):
        return n, [list(pair) for pair in pairs]
    names = draw(st.permutations(range(n)))
    return n, [[names[max(pair)], names[min(pair)]] for pair in pairs if pair[0] != pair[1]]
