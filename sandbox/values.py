"""The closed set of values that may cross between a test and a solution, and their bytes (msgpack).

Exactly these types travel; an instance of a subclass does not, so nothing that arrives has a lying method. A value that
cannot travel stays where it is and is replaced by a handle, if the codec has a way to make one. Aliasing is not kept:
what arrives is a fresh copy. Decoding builds values of this set and nothing else: no pickle, no import by name.

    native msgpack     None, bool, int (64 bit), float, str (lone surrogates too), bytes, list, dict
    extension types    the rest, see `Ext`
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, Final

import msgpack

from sandbox import structures
from sandbox.array_values import NumpyCodec, TorchCodec
from sandbox.value_limits import (
    CONTAINER_ITEMS,
    EXT_ITEMS,
    FEW_KEYS,
    MAX_COPIED,
    MAX_DEPTH,
    MAX_INT_BYTES,
    MAX_ITEMS,
    BadValueError,
    Ext,
    MustStayError,
    ValueTravelError,
)

_ATOMS: Final = frozenset({type(None), bool, int, float, str, bytes})
_CONTAINERS: Final = frozenset({list, tuple, dict, set, frozenset})

# Foreign code may patch builtins; what the encoder needs of them is captured here, before any is loaded.
_type, _id, _len, _list, _set, _map = type, id, len, list, set, map


class Codec:
    """Turns values into bytes and back, with the array libraries that it is given.

    Args:
        numpy: the numpy module, or None if arrays do not travel.
        torch: the torch module, or None if tensors do not travel.
        hold: takes a value that cannot travel, and returns the bytes of a handle to it.
        resolve: takes the bytes of a handle, and returns the value or a stand-in for it.
    """

    def __init__(
        self,
        numpy: ModuleType | None = None,
        torch: ModuleType | None = None,
        hold: Callable[[object], bytes] | None = None,
        resolve: Callable[[bytes], object] | None = None,
    ) -> None:
        self._hold = hold
        self._resolve = resolve
        self._items = 0
        self._copied = 0
        self._depth = 0
        self._depths: dict[int, int] = {}
        self._packers: dict[type, Callable[[Any, int], Any]] = {
            list: self._pack_list,
            dict: self._pack_dict,
            tuple: lambda value, depth: self._pack_items(Ext.TUPLE, value, depth),
            set: lambda value, depth: self._pack_items(Ext.SET, value, depth),
            frozenset: lambda value, depth: self._pack_items(Ext.FROZENSET, value, depth),
            complex: lambda value, _: msgpack.ExtType(Ext.COMPLEX, struct.pack("<dd", value.real, value.imag)),
            structures.ListNode: lambda value, depth: self._pack_items(
                Ext.LIST_NODE, structures.list_to_values(value), depth
            ),
            structures.TreeNode: lambda value, depth: self._pack_items(
                Ext.TREE_NODE, structures.tree_to_rows(value), depth
            ),
        }
        self._unpackers: dict[int, Callable[[bytes], Any]] = {
            Ext.BIG_INT: self._unpack_big_int,
            Ext.COMPLEX: lambda data: complex(*struct.unpack("<dd", data)),
            Ext.TUPLE: lambda data: self._nested(data, tuple),
            Ext.SET: lambda data: self._nested(data, lambda items: set(_spread(items))),
            Ext.FROZENSET: lambda data: self._nested(data, lambda items: frozenset(_spread(items))),
            Ext.LIST_NODE: lambda data: self._nested(data, structures.list_from_values),
            Ext.TREE_NODE: lambda data: self._nested(data, structures.tree_from_rows),
        }
        if resolve is not None:
            self._unpackers[Ext.HANDLE] = resolve
        if numpy is not None:
            arrays = NumpyCodec(numpy)
            self._packers |= arrays.packers
            self._unpackers |= arrays.unpackers
        if torch is not None:
            tensors = TorchCodec(torch)
            self._packers |= tensors.packers
            self._unpackers[Ext.TENSOR] = tensors.unpack

    def encode(self, value: object) -> bytes:
        """The bytes of `value`. Raises ValueTravelError."""
        self._items = 0
        try:
            return _pack(self._wrap(value, 0))
        except (ValueError, TypeError, OverflowError, struct.error, RuntimeError) as error:
            raise ValueTravelError(str(error)) from None

    def decode(self, data: bytes) -> Any:
        """The value that `encode` turned into `data`. Whatever the bytes are, it raises nothing but BadValueError."""
        self._items = 0
        self._copied = 0
        self._depth = 0
        self._depths.clear()
        try:
            return self._unpack(data)
        except BadValueError:
            raise
        except Exception as error:  # noqa: BLE001 - hostile bytes may upset any library that reads them
            raise BadValueError(f"{_type(error).__name__}: {error}") from None

    # Encoding. `_wrap` replaces what msgpack does not know with extension types and leaves whole rows of atoms alone,
    # so that a 1000 x 1000 grid costs a thousand steps of Python, not a million.

    def _wrap(self, value: Any, depth: int) -> Any:
        kind = _type(value)
        if kind in _ATOMS:
            return value
        packer = self._packers.get(kind)
        if packer is None:
            return self._as_handle(value)
        if depth >= MAX_DEPTH:
            raise ValueTravelError(f"a value is nested deeper than {MAX_DEPTH} levels")
        try:
            return packer(value, depth + 1)
        except MustStayError:
            return self._as_handle(value)

    def _as_handle(self, value: object) -> msgpack.ExtType:
        if self._hold is None:
            raise ValueTravelError(f"a value of type {_type(value).__name__} cannot travel")
        return msgpack.ExtType(Ext.HANDLE, self._hold(value))

    def _wrap_all(self, values: Iterable[Any], depth: int) -> list[Any]:
        items = _list(values)
        self._count(_len(items))
        if _set(_map(_type, items)) <= _ATOMS:
            return items
        return [self._wrap(item, depth) for item in items]

    def _pack_list(self, value: list[Any], depth: int) -> list[Any]:
        return self._wrap_all(value, depth)

    def _pack_dict(self, value: dict[Any, Any], depth: int) -> dict[Any, Any]:
        keys = self._wrap_all(value.keys(), depth)
        return dict(zip(keys, self._wrap_all(value.values(), depth), strict=True))

    def _pack_items(self, code: Ext, values: Iterable[Any], depth: int) -> msgpack.ExtType:
        return msgpack.ExtType(code, _pack(self._wrap_all(values, depth)))

    def _count(self, items: int) -> None:
        self._items += items
        if self._items > MAX_ITEMS:
            raise ValueTravelError(f"a value has more than {MAX_ITEMS:,} elements")

    # Decoding

    def _unpack(self, data: bytes) -> Any:
        return msgpack.unpackb(
            data,
            ext_hook=self._unpack_ext,
            list_hook=self._seen_list,
            object_pairs_hook=self._seen_pairs,
            strict_map_key=False,
            unicode_errors="surrogatepass",
            timestamp=2,  # an int: msgpack's own extension type never reaches our hook
        )

    def _unpack_ext(self, code: int, data: bytes) -> Any:
        unpacker = self._unpackers.get(code)
        if unpacker is None:
            raise BadValueError(f"unknown extension type: {code}")
        self._items += EXT_ITEMS
        self._copied += len(data)
        if self._items > MAX_ITEMS or self._copied > MAX_COPIED:
            raise BadValueError("too many values inside values")
        return unpacker(data)

    def _nested(self, data: bytes, build: Callable[[list[Any]], Any]) -> Any:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadValueError(f"nested deeper than {MAX_DEPTH} levels")
        items = self._unpack(data)
        self._depth -= 1
        if type(items) is not list:
            raise BadValueError("an extension type holds no list")
        value = build(items)
        self._note_depth(value, self._depths.get(id(items), 1))
        return value

    def _unpack_big_int(self, data: bytes) -> int:
        if len(data) > MAX_INT_BYTES:
            raise BadValueError("an integer is too large")
        return int.from_bytes(data, "little", signed=True)

    def _seen_list(self, items: list[Any]) -> list[Any]:
        self._seen(items, items)
        return items

    def _seen_pairs(self, pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
        _spread([key for key, _ in pairs])
        value = dict(pairs)
        if len(value) != len(pairs):
            raise BadValueError("a dictionary has a duplicate key")
        self._seen(value, value.values())
        self._items += len(pairs)
        return value

    def _seen(self, container: object, items: Any) -> None:
        self._items += len(items) + CONTAINER_ITEMS
        if self._items > MAX_ITEMS:
            raise BadValueError(f"more than {MAX_ITEMS:,} elements")
        if set(map(type, items)) & _CONTAINERS:
            self._note_depth(container, 1 + max(self._depths.get(id(item), 1) for item in items))

    def _note_depth(self, container: object, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise BadValueError(f"nested deeper than {MAX_DEPTH} levels")
        if depth > 1:
            self._depths[id(container)] = depth


def _spread(keys: list[Any]) -> list[Any]:
    """The keys. Raises BadValueError if most share a few hashes: comparing each with all others would take minutes."""
    if len(keys) > FEW_KEYS and len(set(map(hash, keys))) < len(keys) // 8:
        raise BadValueError("too many keys of a set or dictionary share a hash")
    return keys


def _pack(value: object) -> bytes:
    packed: bytes = msgpack.packb(value, default=_pack_big_int, unicode_errors="surrogatepass")
    return packed


def _pack_big_int(value: int) -> msgpack.ExtType:
    length = value.bit_length() // 8 + 1
    if length > MAX_INT_BYTES:
        raise ValueTravelError(f"an integer has more than {8 * MAX_INT_BYTES:,} bits")
    return msgpack.ExtType(Ext.BIG_INT, value.to_bytes(length, "little", signed=True))
