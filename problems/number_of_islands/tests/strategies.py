"""Valid arguments of `num_islands`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def grids(draw: st.DrawFn, most: int = 8) -> list[list[str]]:
    """Grids of up to `most` rows and columns, none included."""
    columns = draw(st.integers(0, most))
    row = st.lists(st.sampled_from("01"), min_size=columns, max_size=columns)
    return draw(st.lists(row, max_size=most))


def arguments() -> st.SearchStrategy[tuple[list[list[str]]]]:
    """The positional arguments of one call."""
    return st.tuples(grids())
