"""Valid arguments of `length_of_longest_substring`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st


def arguments() -> st.SearchStrategy[tuple[str]]:
    """The positional arguments of one call: a small alphabet, so that repeats are common, or any characters."""
    return st.tuples(st.one_of(st.text(alphabet="abcd ", max_size=40), st.text(max_size=30)))
