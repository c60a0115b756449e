"""Valid arguments of `num_islands`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

KEPT = st.sampled_from((False, True, True))


@st.composite
def grids(draw: st.DrawFn, most: int = 8) -> list[list[str]]:
    """Grids of up to `most` rows and columns, none included.

    A row is drawn as the bits of one number, and which columns there are on its own: so a grid that fails gets smaller
    column by column too.
    """
    columns = [column for column in range(most) if draw(KEPT)]
    rows = draw(st.lists(st.integers(0, 2**most - 1), max_size=most))
    return [[str(row >> column & 1) for column in columns] for row in rows]


def arguments() -> st.SearchStrategy[tuple[list[list[str]]]]:
    """The positional arguments of one call."""
    return st.tuples(grids())
