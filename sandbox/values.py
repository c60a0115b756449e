"""The closed set of values that may cross between a test and a solution, and their bytes (msgpack).

Exactly these types travel; an instance of a subclass does not, so nothing that arrives has a lying method. What
cannot travel is held where it is and goes as a handle, if the codec was given a way to hold it. Aliasing is not
kept: what arrives is a fresh copy. Decoding builds values of this set and nothing else: no pickle, no import by name.

    native msgpack     None, bool, int (64 bit), float, str (lone surrogates too), bytes, list, dict
    extension types    the rest, see `Ext`
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from enum import IntEnum
from types import ModuleType
from typing import Any, Final

import msgpack

from sandbox import structures

MAX_DEPTH: Final = 100
"""Containers inside containers."""
MAX_ITEMS: Final = 8_000_000
"""Elements of all containers together: what bounds the memory and the time that decoding a small message may take."""
CONTAINER_ITEMS: Final = 8
"""As how many elements a list or dictionary counts in decoding, for what it takes itself."""
EXT_ITEMS: Final = 32
"""As how many elements an extension type counts in decoding."""
FEW_KEYS: Final = 1_000
"""So many keys of a set or dictionary may hash alike without taking long."""
MAX_COPIED: Final = 128 << 20
"""Bytes of all extension types together: those inside others are copied at every level."""
MAX_INT_BYTES: Final = 1 << 20
MAX_AXES: Final = 64
"""Dimensions of an array or a tensor: as many as numpy has."""


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


_ATOMS: Final = frozenset({type(None), bool, int, float, str, bytes})
_CONTAINERS: Final = frozenset({list, tuple, dict, set, frozenset})
_NUMPY_TYPES: Final = "?bhilqBHILQefdgFDG"
_TORCH_TYPES: Final = (
    *("bool", "uint8", "int8", "int16"),
    *("int32", "int64", "uint16", "uint32", "uint64"),
    *("float16", "bfloat16", "float32", "float64"),
    *("complex32", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2"),
)

# Foreign code may patch builtins; what the encoder needs of them is captured here, before any is loaded.
_type, _id, _len, _list, _set, _map = type, id, len, list, set, map


class Codec:
    """Turns values into bytes and back, with the array libraries that it is given.

    Args:
        numpy: the numpy module, or None where arrays do not travel.
        torch: the torch module, or None where tensors do not travel.
        hold: called with a value that cannot travel; gives the bytes of a handle to it.
        resolve: called with the bytes of a handle; gives the value or a stand-in for it.
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
        """The value of which `encode` made `data`. Raises BadValueError, whatever the bytes are."""
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

    # Encoding: `_wrap` replaces what msgpack does not know by extension types and leaves whole rows of atoms alone,
    # so that a 1000 x 1000 grid costs a thousand steps of Python, not a million.

    def _wrap(self, value: Any, depth: int) -> Any:
        kind = _type(value)
        if kind in _ATOMS:
            return value
        packer = self._packers.get(kind)
        if packer is None:
            return self._held(value)
        if depth >= MAX_DEPTH:
            raise ValueTravelError(f"a value is nested deeper than {MAX_DEPTH} levels")
        try:
            return packer(value, depth + 1)
        except _MustStayError:
            return self._held(value)

    def _held(self, value: object) -> msgpack.ExtType:
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
            raise BadValueError(f"extension type {code} is not known here")
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
            raise BadValueError("a dictionary has a key twice")
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
    """The keys, unless they mostly share a few hashes: each would be compared with all before it, for minutes."""
    if len(keys) > FEW_KEYS and len(set(map(hash, keys))) < len(keys) // 8:
        raise BadValueError("a set or dictionary of keys that hash alike")
    return keys


class _MustStayError(Exception):
    """A value of a known type that cannot travel as it is (sparse, structured, on another device)."""


def _pack(value: object) -> bytes:
    packed: bytes = msgpack.packb(value, default=_pack_big_int, unicode_errors="surrogatepass")
    return packed


def _pack_big_int(value: int) -> msgpack.ExtType:
    length = value.bit_length() // 8 + 1
    if length > MAX_INT_BYTES:
        raise ValueTravelError(f"an integer has more than {8 * MAX_INT_BYTES:,} bits")
    return msgpack.ExtType(Ext.BIG_INT, value.to_bytes(length, "little", signed=True))


def _packed_data(code: Ext, header: list[Any], data: bytes) -> msgpack.ExtType:
    return msgpack.ExtType(code, msgpack.packb([*header, data]))


def _unpacked_data(data: bytes) -> tuple[list[Any], bytes]:
    """What `_packed_data` made: the header, whose lists are few and short, and the array's own bytes."""
    lists = 0

    def count(items: list[Any]) -> list[Any]:
        nonlocal lists
        lists += 1
        if lists > _HEADER_LISTS:
            raise BadValueError("an array is described by too many lists")
        return items

    header = msgpack.unpackb(data, list_hook=count, max_array_len=MAX_AXES, max_map_len=0, max_ext_len=0)
    if type(header) is not list or not header or type(header[-1]) is not bytes:
        raise BadValueError("an array has no bytes")  # bytearray() of a number would make that many
    return header[:-1], header[-1]


_HEADER_LISTS: Final = 3
"""The header itself, the shape, and the order of axes."""

_GAPPED: Final = [-1]
"""In place of an order of axes: what does not lie densely in memory. It arrives with gaps, not necessarily the same."""


def _axes(strides: Iterable[int]) -> list[int]:
    """The axes from the widest stride to the narrowest: seen in this order, a dense array is contiguous."""
    return [axis for _, axis in sorted((-stride, axis) for axis, stride in enumerate(strides))]


def _inverse(axes: list[int]) -> list[int]:
    """The order of axes that undoes `axes`."""
    return [axes.index(axis) for axis in range(len(axes))]


class NumpyCodec:
    """Arrays and scalars of every numeric dtype, and bool, in the order in memory that they had; see `_axes`."""

    def __init__(self, numpy: Any) -> None:
        self._np = numpy
        # numpy's own functions, captured before foreign code can patch the module
        self._ascontiguousarray, self._transpose = numpy.ascontiguousarray, numpy.transpose
        self._dtypes = {numpy.dtype(code).newbyteorder(order).str for code in _NUMPY_TYPES for order in "<>"}
        scalar_types = {numpy.dtype(code).type for code in _NUMPY_TYPES}
        self.packers: dict[type, Callable[[Any, int], Any]] = dict.fromkeys(scalar_types, self._pack_scalar)
        self.packers[numpy.ndarray] = self._pack_array
        self.unpackers: dict[int, Callable[[bytes], Any]] = {
            Ext.ARRAY: self._unpack_array,
            Ext.SCALAR: lambda data: self._unpack_array(data)[()],
        }

    def _pack_array(self, array: Any, _depth: int) -> msgpack.ExtType:
        if array.dtype.str not in self._dtypes:
            raise _MustStayError
        axes = _axes(array.strides)
        stored = self._transpose(array, axes)
        if not stored.flags.c_contiguous:
            axes, stored = _GAPPED, self._ascontiguousarray(array)
        return _packed_data(Ext.ARRAY, [array.dtype.str, _list(stored.shape), axes], stored.tobytes())

    def _pack_scalar(self, scalar: Any, _depth: int) -> msgpack.ExtType:
        return _packed_data(Ext.SCALAR, [scalar.dtype.str, [], []], scalar.tobytes())

    def _unpack_array(self, data: bytes) -> Any:
        (dtype, shape, axes), raw = _unpacked_data(data)
        if dtype not in self._dtypes:
            raise BadValueError("an array has a dtype that does not travel")
        array = self._np.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)
        if axes != _GAPPED:
            return array.transpose(_inverse(axes))
        wide = self._np.empty((*shape[:-1], 2 * shape[-1]), dtype=dtype)
        wide[..., ::2] = array
        return wide[..., ::2]


class TorchCodec:
    """CPU tensors and parameters of every dtype, in the order in memory that they had; `requires_grad` is kept."""

    def __init__(self, torch: Any) -> None:
        self._torch = torch
        self._dtypes = {name: getattr(torch, name) for name in _TORCH_TYPES}
        self._names = {dtype: name for name, dtype in self._dtypes.items()}
        # torch's own functions, captured before foreign code can patch the class
        tensor = torch.Tensor
        self._detach, self._contiguous = tensor.detach, tensor.contiguous
        self._is_contiguous, self._numel, self._view = tensor.is_contiguous, tensor.numel, tensor.view
        self._as_strided = tensor.as_strided
        self._permute, self._stride = tensor.permute, tensor.stride
        self._resolve_conj, self._resolve_neg, self._numpy = tensor.resolve_conj, tensor.resolve_neg, tensor.numpy
        self.packers: dict[type, Callable[[Any, int], Any]] = {
            torch.Tensor: lambda value, _: self._pack(value, parameter=False),
            torch.nn.Parameter: lambda value, _: self._pack(value, parameter=True),
        }

    def _pack(self, tensor: Any, *, parameter: bool) -> msgpack.ExtType:
        name = self._names.get(tensor.dtype)
        if name is None or tensor.device.type != "cpu" or tensor.layout is not self._torch.strided:
            raise _MustStayError
        if _len(tensor.shape) > MAX_AXES:
            raise _MustStayError
        plain = self._resolve_neg(self._resolve_conj(self._detach(tensor)))
        axes = _axes(self._stride(plain))
        stored = self._permute(plain, axes)
        if not self._is_contiguous(stored):
            axes, stored = _GAPPED, self._contiguous(plain)
        # not flatten(), which leaves a single element with whatever stride it has
        flat = self._as_strided(stored, (self._numel(stored),), (1,))
        raw = self._numpy(self._view(flat, self._torch.uint8)).tobytes()
        header = [name, _list(stored.shape), axes, bool(tensor.requires_grad), parameter]
        return _packed_data(Ext.TENSOR, header, raw)

    def unpack(self, data: bytes) -> Any:
        """The tensor of an extension type's bytes."""
        (name, shape, axes, requires_grad, parameter), raw = _unpacked_data(data)
        dtype = self._dtypes[name]
        if raw:
            tensor = self._torch.frombuffer(bytearray(raw), dtype=self._torch.uint8).view(dtype).reshape(shape)
        else:
            tensor = self._torch.empty(shape, dtype=dtype)
            if tensor.numel():
                raise BadValueError("a tensor has no data")
        if axes == _GAPPED:
            wide = self._torch.empty((*shape[:-1], 2 * shape[-1]), dtype=dtype)
            wide[..., ::2] = tensor
            tensor = wide[..., ::2]
        else:
            tensor = tensor.permute(_inverse(axes))
        if parameter:
            return self._torch.nn.Parameter(tensor, requires_grad=requires_grad)
        return tensor.requires_grad_(requires_grad)
