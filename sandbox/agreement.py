"""Whether two results of one call are the same, but for the rounding of other instructions."""

from __future__ import annotations

import cmath
import math
from typing import Any, Final

from sandbox import structures

_RELATIVE: Final = {"float64": 1e-7, "complex128": 1e-7, "float32": 1e-3, "complex64": 1e-3}
_COARSE: Final = 0.05
"""For 16 bits and less."""


def agree(one: Any, other: Any) -> bool:
    """Whether two decoded values have one type and shape, and elements that are equal or close."""
    if type(one) is not type(other):
        return False
    if type(one) in (list, tuple):
        return len(one) == len(other) and all(map(agree, one, other))
    if type(one) is dict:
        return one.keys() == other.keys() and all(agree(value, other[key]) for key, value in one.items())
    if type(one) in (float, complex):
        # two that are not a number agree, too
        return one == other or (one != one and other != other) or cmath.isclose(one, other, rel_tol=1e-7)  # noqa: PLR0124
    if type(one) is structures.ListNode:
        return agree(structures.list_to_values(one), structures.list_to_values(other))
    if type(one) is structures.TreeNode:
        return agree(structures.tree_to_rows(one), structures.tree_to_rows(other))
    if hasattr(one, "dtype"):
        return _arrays_agree(one, other)
    return bool(one == other)


def _arrays_agree(one: Any, other: Any) -> bool:
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    name = str(one.dtype).removeprefix("torch.")
    if hasattr(one, "detach"):
        one, other = one.detach(), other.detach()
    if not name.startswith(("float", "bfloat", "complex")):
        return bool((one == other).all())
    if name not in _RELATIVE:
        one, other = one.float() if hasattr(one, "float") else one, other.float() if hasattr(other, "float") else other
    same = (one == other) | ((one != one) & (other != other))  # noqa: PLR0124 - not a number
    if same.all():
        return True
    off, size = abs(one - other)[~same], abs(one)[~same]
    largest = float(abs(one)[one == one].max()) if (one == one).any() else 0.0  # noqa: PLR0124 - a number
    share = _RELATIVE.get(name, _COARSE)
    return bool((off <= share * (size + (largest if math.isfinite(largest) else 0.0))).all())
