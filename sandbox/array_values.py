"""Arrays and tensors as bytes: the array libraries' part of `sandbox.values`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgpack

from sandbox.value_limits import MAX_AXES, BadValueError, Ext, MustStayError

_NUMPY_TYPES: Final = "?bhilqBHILQefdgFDG"
_TORCH_TYPES: Final = (
    *("bool", "uint8", "int8", "int16"),
    *("int32", "int64", "uint16", "uint32", "uint64"),
    *("float16", "bfloat16", "float32", "float64"),
    *("complex32", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2"),
)
_HEADER_LISTS: Final = 3
"""The header itself, the shape, and the order of axes."""
_ELEMENTS_APART: Final = [-1]
_ROWS_APART: Final = [-2]
"""Stand for the order of axes of an array with gaps in memory: between any two elements, or only behind each row. It
arrives with such gaps, though not the same ones."""

# Foreign code may patch builtins; what the encoder needs of them is captured here, before any is loaded.
_len, _list = len, list


def _bytes(array: Any) -> bytes:
    """The elements of a contiguous numpy array."""
    data: bytes = array.tobytes()
    return data


class NumpyCodec:
    """Arrays and scalars of every numeric dtype and bool. They keep their order in memory; see `_axes`.

    `raw` gives the bytes that stand for a contiguous array's elements; only the elements themselves can be unpacked.
    """

    def __init__(self, numpy: Any, raw: Callable[[Any], bytes] = _bytes) -> None:
        self._np, self._raw = numpy, raw
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
            raise MustStayError
        axes = _axes(array.strides)
        stored = self._transpose(array, axes)
        if not stored.flags.c_contiguous:
            axes, stored = _gaps(array.strides[-1] == array.itemsize), self._ascontiguousarray(array)
        return _packed_data(Ext.ARRAY, [array.dtype.str, _list(stored.shape), axes], self._raw(stored))

    def _pack_scalar(self, scalar: Any, _depth: int) -> msgpack.ExtType:
        return _packed_data(Ext.SCALAR, [scalar.dtype.str, [], []], scalar.tobytes())

    def _unpack_array(self, data: bytes) -> Any:
        (dtype, shape, axes), raw = _unpacked_data(data)
        if dtype not in self._dtypes:
            raise BadValueError("an array has a dtype that does not travel")
        array = self._np.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)
        if axes in (_ELEMENTS_APART, _ROWS_APART):
            return _spread(array, self._np.empty((*shape[:-1], 2 * shape[-1]), dtype=dtype), axes)
        return array.transpose(_inverse(axes))


class TorchCodec:
    """CPU tensors and parameters of every dtype. They keep their order in memory, and `requires_grad`.

    `raw` gives the bytes that stand for a contiguous array's elements; only the elements themselves can be unpacked.
    """

    def __init__(self, torch: Any, raw: Callable[[Any], bytes] = _bytes) -> None:
        self._torch, self._raw = torch, raw
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
            raise MustStayError
        if _len(tensor.shape) > MAX_AXES:
            raise MustStayError
        plain = self._resolve_neg(self._resolve_conj(self._detach(tensor)))
        axes = _axes(self._stride(plain))
        stored = self._permute(plain, axes)
        if not self._is_contiguous(stored):
            axes, stored = _gaps(self._stride(plain)[-1] == 1), self._contiguous(plain)
        # not flatten(), which leaves a single element with whatever stride it has
        flat = self._as_strided(stored, (self._numel(stored),), (1,))
        raw = self._raw(self._numpy(self._view(flat, self._torch.uint8)))
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
        if axes in (_ELEMENTS_APART, _ROWS_APART):
            tensor = _spread(tensor, self._torch.empty((*shape[:-1], 2 * shape[-1]), dtype=dtype), axes)
        else:
            tensor = tensor.permute(_inverse(axes))
        if parameter:
            return self._torch.nn.Parameter(tensor, requires_grad=requires_grad)
        return tensor.requires_grad_(requires_grad)


def _packed_data(code: Ext, header: list[Any], data: bytes) -> msgpack.ExtType:
    return msgpack.ExtType(code, msgpack.packb([*header, data]))


def _unpacked_data(data: bytes) -> tuple[list[Any], bytes]:
    """Undo `_packed_data`: the header, whose lists are few and short, and the array's own bytes."""
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


def _gaps(rows_are_whole: bool) -> list[int]:  # noqa: FBT001 - the only argument
    return _ROWS_APART if rows_are_whole else _ELEMENTS_APART


def _spread(array: Any, wide: Any, gaps: list[int]) -> Any:
    """The same elements as a view of `wide`, which is twice as wide."""
    view = wide[..., ::2] if gaps == _ELEMENTS_APART else wide[..., : array.shape[-1]]
    view[...] = array
    return view


def _axes(strides: Iterable[int]) -> list[int]:
    """The axes from the widest stride to the narrowest. In this order a dense array is contiguous."""
    return [axis for _, axis in sorted((-stride, axis) for axis, stride in enumerate(strides))]


def _inverse(axes: list[int]) -> list[int]:
    """The order of axes that undoes `axes`."""
    return [axes.index(axis) for axis in range(len(axes))]
