"""Hypothesis strategies of plain values that may cross between a test and a solution."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from sandbox.structures import TreeNode, list_from_values

_ATOMS: Final = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**2000), 2**2000)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters())
    | st.binary()
)
_HASHABLES: Final = st.recursive(
    _ATOMS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=4), max_leaves=5
)
PLAIN_VALUES: Final = st.recursive(
    _HASHABLES,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(_HASHABLES, inner, max_size=5)
        | st.sets(_HASHABLES, max_size=5)
        | st.lists(inner, min_size=1, max_size=4).map(list_from_values)
        | inner.map(lambda value: TreeNode(value, TreeNode(1), TreeNode(2, None, TreeNode(value))))
    ),
    max_leaves=20,
)
