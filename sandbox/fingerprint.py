"""Notices when a call changes what belongs to its caller: its arguments, an earlier result, a global setting.

Runs beside foreign code, so it is no defence: it catches honest mistakes. What it finds counts against the solution.
"""

from __future__ import annotations

import inspect
import marshal
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain
from types import ModuleType
from typing import Any, Final

from sandbox import structures
from sandbox.array_values import NumpyCodec, TorchCodec
from sandbox.value_limits import MAX_DEPTH, MustStayError

_ATOMS: Final = frozenset({type(None), bool, int, float, complex, str, bytes})
_ROWS: Final = frozenset({list, tuple})

# Foreign code may patch builtins; what is needed of them is captured here, before any is loaded.
_type, _id, _list, _set, _map = type, id, list, set, map
_crc32, _dumps, _items_of = zlib.crc32, marshal.dumps, chain.from_iterable
_WITHOUT_REFERENCES: Final = 2
"""A version of marshal's format in which equal values have equal bytes, whoever else holds them."""


AN_ARGUMENT: Final = "an argument was changed"
_KEPT: Final = 24
_COMPARED: Final = 3
_MAX_KEPT_BYTES: Final = 1 << 14
"""Of a result that is kept until the next calls."""


class Camera:
    """Takes pictures of values: two pictures of one value are equal unless it has changed in between.

    A picture holds checksums: of lists of atoms, of lists of such lists, of arrays beside their layout. So it takes
    little time and memory. What stays with the solution is its own: a picture holds which object it is.
    """

    def __init__(self, numpy: ModuleType | None, torch: ModuleType | None) -> None:
        self._containers: dict[type, Callable[[Any, int], object]] = {
            list: self._of_list,
            tuple: self._of_list,
            dict: lambda value, depth: (self._of_list(value.keys(), depth), self._of_list(value.values(), depth)),
            set: lambda value, _: _set(value),
            frozenset: lambda value, _: value,
            structures.ListNode: lambda value, depth: self._of_list(structures.list_to_values(value), depth),
            structures.TreeNode: lambda value, depth: self._of_list(structures.tree_to_rows(value), depth),
        }
        if numpy is not None:
            self._containers |= NumpyCodec(numpy, _checksum).packers
        if torch is not None:
            self._containers |= TorchCodec(torch, _checksum).packers

    def take(self, value: object) -> object:
        """A picture of a value; None where it has become cyclic, which no argument is at first."""
        try:
            return self._of(value, 0)
        except ValueError:
            return None

    def _of(self, value: object, depth: int) -> object:
        kind = _type(value)
        if kind in _ATOMS:
            return value
        if depth > MAX_DEPTH:
            raise ValueError("nested too deep")
        picture = self._containers.get(kind)
        try:
            return _id(value) if picture is None else picture(value, depth + 1)
        except MustStayError:  # an array of a kind that does not travel
            return _id(value)

    def _of_list(self, values: Any, depth: int) -> object:
        items = _list(values)
        kinds = _set(_map(_type, items))
        # no loop of ours over a million atoms, or over the rows of a grid
        if kinds <= _ATOMS or (kinds <= _ROWS and _set(_map(_type, _items_of(items))) <= _ATOMS):
            return _crc32(_dumps(items, _WITHOUT_REFERENCES))
        return [self._of(item, depth) for item in items]


def _checksum(array: Any) -> bytes:
    return _crc32(array).to_bytes(4)


class Fingerprint:
    """What the caller of one request owns, as it was before the request was carried out."""

    def __init__(self, camera: Camera, torch: Any, arguments: Sequence[object]) -> None:
        self._camera, self._torch = camera, torch
        self._arguments = arguments
        self._before = camera.take(arguments)
        self._settings = self._read_settings()

    def changed_setting(self) -> str:
        """Which global setting is no longer what it was, as a sentence; or an empty string."""
        now = self._read_settings()
        return next((f"{name} was changed" for name, value in self._settings.items() if now[name] != value), "")

    def arguments_changed(self) -> bool:
        """Whether any argument is no longer what it was."""
        return self._camera.take(self._arguments) != self._before

    def _read_settings(self) -> dict[str, object]:
        if self._torch is None:
            return {}
        return {
            "torch's grad mode": self._torch.is_grad_enabled(),
            "torch's default dtype": self._torch.get_default_dtype(),
            "torch's seed": self._torch.initial_seed(),
        }


class EarlierResults:
    """The last results of a solution, which must stay what they were when others are computed."""

    def __init__(self, camera: Camera, torch: Any) -> None:
        self._camera, self._torch = camera, torch
        self._kept: deque[tuple[object, object, int]] = deque(maxlen=_KEPT)

    def keep(self, result: object, size: int) -> None:
        """Remember a result of `size` bytes, if it is small and can change."""
        if size > _MAX_KEPT_BYTES or type(result) in _ATOMS:
            return
        value: Any = result
        if self._torch is not None:
            # without the graph behind a tensor, which may be large
            items = result if isinstance(result, tuple | list) else (result,)
            tensors = tuple(item.detach() for item in items if self._torch.is_tensor(item))
            value = tensors or result
        if self._small(value):
            self._kept.append((value, self._camera.take(value), self._place(value)))

    def changed(self, result: object) -> str:
        """A sentence if one of the last, or one that lies where `result` does, has changed; else an empty string."""
        place, last = self._place(result), len(self._kept) - _COMPARED
        for number, (value, picture, where) in enumerate(self._kept):
            if (number >= last or where == place) and self._camera.take(value) != picture:
                return "a call changed the result of an earlier call"
        return ""

    def _place(self, value: Any) -> int:
        """Where a result lies in memory; of a tuple, where its first item does."""
        first = value[0] if isinstance(value, tuple | list) and value else value
        if self._torch is not None and self._torch.is_tensor(first):
            return int(first.untyped_storage().data_ptr())
        return int(first.ctypes.data) if hasattr(first, "ctypes") else _id(value)

    def _small(self, value: Any) -> bool:
        """Whether what is behind arrays, which may be views of larger ones, is small too."""
        if type(value) is tuple and value and self._torch is not None and self._torch.is_tensor(value[0]):
            return all(item.untyped_storage().nbytes() <= _MAX_KEPT_BYTES for item in value)
        base = getattr(value, "base", None)
        return getattr(base, "nbytes", 0) <= _MAX_KEPT_BYTES


def changed_argument(camera: Camera, target: object, before: Sequence[Any], after: Sequence[Any]) -> str:
    """Which argument of a call of `target` was changed, as a sentence.

    Args:
        camera: takes the pictures.
        target: what was called.
        before: positional arguments as a tuple, and keyword arguments as a dict, as they were.
        after: the same, as they are now.
    """
    try:
        signature = inspect.signature(getattr(target, "forward", target))  # type: ignore[arg-type]
        was, now = (signature.bind(*args, **kwargs).arguments for args, kwargs in (before, after))
        names = [name for name, value in was.items() if camera.take(value) != camera.take(now[name])]
    except Exception:  # noqa: BLE001 - foreign code has a say in signatures and in what arguments have become
        names = []
    return f"the argument `{names[0]}` was changed" if names else AN_ARGUMENT
