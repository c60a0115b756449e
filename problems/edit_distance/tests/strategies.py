"""Valid arguments of `edit_distance`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

TEXT = st.text(alphabet="ab发A ", max_size=8)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[str, str]:
    """A string, and the same after a few edits."""
    a = draw(TEXT)
    b = list(a)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(b)))
        b[place : place + draw(st.integers(0, 2))] = draw(st.text(alphabet="ab发", max_size=2))
    return a, "".join(b)


def arguments() -> st.SearchStrategy[tuple[str, str]]:
    """The positional arguments of one call."""
    return st.tuples(TEXT, TEXT) | neighbours()
