"""Valid arguments of `min_window`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st


def arguments() -> st.SearchStrategy[tuple[str, str]]:
    """The positional arguments of one call: few letters, so that there are repeats and ties."""
    return st.tuples(st.text(alphabet="abcA", max_size=14), st.text(alphabet="abbc", max_size=5))
