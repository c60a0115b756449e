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

from sandbox.carriers import OPERATOR_TOOLS, aliases_of, is_outside
from sandbox.hidden import hidden

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
    _aliases(frozenset(names))


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
        _block_kernels(torch, f"aten::{operator}", functools.partial(report, names[operator]))
    for operator, function in _python_versions(frozenset(names), len(sys.modules)):
        if operator in operators:
            block_function(function, names[operator])
    for alias, operator in _aliases(frozenset(names)):
        if operator in operators:
            _block_kernels(torch, alias, functools.partial(report, names[operator]))
    if operators:
        _block_tools(torch, {operator: names[operator] for operator in operators}, report)
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


@functools.cache
def _aliases(operators: frozenset[str]) -> list[tuple[str, str]]:
    """Other versions of the operators, `quantized::layer_norm`, and the operator that each is a version of."""
    torch: Any = sys.modules.get("torch")
    known = torch._C._dispatch_get_all_op_names() if operators and torch is not None else ()  # noqa: SLF001
    return [(alias, operator) for operator in sorted(operators) for alias in aliases_of(operator, known)]


def _block_kernels(torch: Any, full_name: str, hit: Hit) -> None:
    """Replace the kernels of an operator, `aten::add`, in the dispatcher."""
    namespace, _, operator = full_name.partition("::")
    library = torch._C._dispatch_library("IMPL", namespace, "", __file__, 0)  # noqa: SLF001 - torch.library keeps a way back

    def kernel(*_args: object, **_kwargs: object) -> object:
        return hit()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns once when a kernel is replaced
        for overload in getattr(getattr(torch.ops, namespace), operator).overloads():
            overloaded = operator if overload == "default" else f"{operator}.{overload}"
            for key in _KEYS:
                with contextlib.suppress(RuntimeError):
                    library.impl(overloaded, key, kernel, False)  # noqa: FBT003 - its signature
    # without a reference in Python, gc finds nothing with which the kernels could be restored
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))


def _block_tools(torch: Any, names: Mapping[str, str], report: Callable[[str], object]) -> None:
    """Block what computes operators without the dispatcher."""
    binding, some = torch._C, next(iter(names.values()))  # noqa: SLF001

    def refusing(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(text: Any, *args: Any, **kwargs: Any) -> Any:
            if type(text) is not str:
                report(some)
            for operator, name in names.items():
                if is_outside(text, operator):
                    report(name)
            return make(text, *args, **kwargs)

        return made

    for tool in OPERATOR_TOOLS:
        setattr(binding, tool, lambda *_args, **_kwargs: report(some))
    for tool in ("parse_ir", "_jit_get_operation"):
        setattr(binding, tool, refusing(hidden(getattr(binding, tool))))
