"""Torch's half of what is forbidden: the kernels of its operators, and their versions in Python."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

_KEYS: Final = (
    "CPU",
    "AutogradCPU",
    "CompositeImplicitAutograd",
    "CompositeExplicitAutograd",
    "MkldnnCPU",
    "QuantizedCPU",
    "SparseCPU",
    "NestedTensorCPU",
    "AutogradNestedTensor",
    "AutogradOther",
)

Hit = Callable[[], object]
BlockFunction = Callable[[types.FunctionType, str], None]


def prepare(names: Mapping[str, str]) -> None:
    """Find the Python versions of operators before the fork: see `forbidden.prepare`."""
    _python_versions(frozenset(names), len(sys.modules))


def modules(package: str) -> list[types.ModuleType]:
    """The loaded modules of a package; all of them for the empty name."""
    return [
        module
        for name, module in list(sys.modules.items())
        if isinstance(module, types.ModuleType) and (not package or name == package or name.startswith(f"{package}."))
    ]


def block(names: Mapping[str, str], report: Callable[[str], object], block_function: BlockFunction) -> set[str]:
    """Block the aten operators among the keys of `names`, reporting the value of each. Returns those that exist."""
    torch: Any = sys.modules.get("torch")
    operators = {operator for operator in names if torch is not None and hasattr(torch.ops.aten, operator)}
    for operator in operators:
        _block_kernels(torch, operator, functools.partial(report, names[operator]))
    for operator, function in _python_versions(frozenset(names), len(sys.modules)):
        if operator in operators:
            block_function(function, names[operator])
    return operators


@functools.cache
def _python_versions(operators: frozenset[str], _loaded: int) -> list[tuple[str, types.FunctionType]]:
    """The functions in torch's modules that share a name with one of `operators`, and the functions that they wrap.

    Kept until more modules are loaded.
    """
    return [
        (operator, function)
        for module in (modules("torch") if operators else ())
        for operator in operators & vars(module).keys()
        for function in with_wrapped(vars(module)[operator])
    ]


def with_wrapped(function: Any) -> Iterator[types.FunctionType]:
    """A function in Python and those that it wraps; nothing if it is none."""
    while isinstance(function, types.FunctionType):
        yield function
        function = getattr(function, "__wrapped__", None)


def _block_kernels(torch: Any, operator: str, hit: Hit) -> None:
    """Replace the kernels of aten::`operator` in the dispatcher."""
    library = torch._C._dispatch_library("IMPL", "aten", "", __file__, 0)  # noqa: SLF001 - torch.library keeps a way back

    def kernel(*_args: object, **_kwargs: object) -> object:
        return hit()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns once when a kernel is replaced
        for overload in getattr(torch.ops.aten, operator).overloads():
            full_name = operator if overload == "default" else f"{operator}.{overload}"
            for key in _KEYS:
                with contextlib.suppress(RuntimeError):
                    library.impl(full_name, key, kernel, False)  # noqa: FBT003 - its signature
    # without a reference in Python, gc finds nothing with which the kernels could be restored
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
