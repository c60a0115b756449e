"""The format of values: extension types, caps, and what goes wrong. See `sandbox.values`."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

MAX_DEPTH: Final = 100
"""Containers inside containers."""
MAX_ITEMS: Final = 8_000_000
"""Elements of all containers together. It bounds the memory and the time that decoding a small message may take."""
CONTAINER_ITEMS: Final = 8
"""How many elements a list or dictionary itself counts as in decoding."""
EXT_ITEMS: Final = 32
"""How many elements an extension type counts as in decoding."""
FEW_KEYS: Final = 1_000
"""This many keys of a set or dictionary may share a hash without taking long."""
MAX_COPIED: Final = 128 << 20
"""Bytes of all extension types together; those inside others are copied at every level."""
MAX_INT_BYTES: Final = 1 << 20
MAX_AXES: Final = 64
"""Dimensions of an array or a tensor, as many as numpy allows."""


class Ext(IntEnum):
    """The codes of our msgpack extension types."""

    BIG_INT = 1
    COMPLEX = 2
    TUPLE = 3
    SET = 4
    FROZENSET = 5
    ARRAY = 6
    SCALAR = 7
    TENSOR = 8
    HANDLE = 9
    LIST_NODE = 10
    TREE_NODE = 11


class ValueTravelError(Exception):
    """A value cannot be turned into bytes: too deep, too large, cyclic, or of a type that must stay."""


class BadValueError(Exception):
    """Bytes are not the bytes of a value."""


class MustStayError(Exception):
    """A value of a known type that cannot travel as it is (sparse, structured, on another device)."""
