"""What "by hand" means: using a function, class or module that the problem forbids ends the process.

Installed in the child before foreign code is loaded, at a level below the names that foreign code could use:

    a Python function    its code object is replaced, so every alias of it is caught (and what it wraps)
    a class              its construction
    a C function         every attribute of the package's loaded modules that is this very function
    an aten operator     the kernel in torch's dispatcher, for every backend: torch.ops, torch.jit, subclasses end there
    a module             its functions and classes
    not loaded yet       its import, or that of the module that holds it (an audit hook cannot be removed)

This keeps honest people honest. Code that rewrites the interpreter through ctypes can undo it, but still cannot see an
answer or reach the verdict.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib
import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

Report = Callable[[str], object]
"""Takes the forbidden name that was used; does not return."""

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
_MARK: Final = 0x6A7564
_BLOCKED_SOURCE: Final = f"def blocked(*args, **kwargs):\n    return ({_MARK})()\n"


def install(names: Iterable[str], report: Report) -> None:
    """Make any use of one of `names` (dotted) call `report(name)`. Quick, because it runs for every submission."""
    absent: dict[str, str] = {}
    names = list(names)
    for name in names:  # import all of them first: one may use what another name forbids
        _load(name)
    operators = _block_operators(_operators(names), report)
    for name in names:
        by_operator = name.startswith("torch.") and name.rpartition(".")[2] in operators
        found = _resolve(name)
        if found is None:
            absent[name] = name
            parent = name.rpartition(".")[0]
            if parent and parent not in sys.modules:
                absent[parent] = name
        elif not (by_operator and isinstance(found, types.BuiltinFunctionType)):
            _block(found, name, report)
    if absent:
        _block_imports(absent, report)


def prepare(names: Iterable[str]) -> None:
    """Find what `install` needs, before the fork: looking at all of torch's modules in the child copies their pages."""
    _python_versions(frozenset(_operators(names)))


def _operators(names: Iterable[str]) -> dict[str, str]:
    """The name that each of torch's names would have as an operator, and the name itself."""
    return {name.rpartition(".")[2]: name for name in names if name.startswith("torch.")}


def _load(name: str) -> None:
    """Import the module of a name of the standard library.

    If its import were blocked instead, a solution would be blamed for a library that imports it. Other packages are
    loaded with the runtime or not at all, since importing parts of torch takes seconds.
    """
    parts = name.split(".")
    if parts[0] in sys.stdlib_module_names:
        with contextlib.suppress(ImportError):
            for end in range(1, len(parts) + 1):
                importlib.import_module(".".join(parts[:end]))


def _resolve(name: str) -> Any:
    """What is loaded under a dotted name, or None. Modules' dicts are read, as some attributes import on demand."""
    parts = name.split(".")
    end = next((end for end in range(len(parts), 0, -1) if ".".join(parts[:end]) in sys.modules), 0)
    found: Any = sys.modules.get(".".join(parts[:end]))
    for part in parts[end:]:
        found = vars(found).get(part) if isinstance(found, types.ModuleType) else getattr(found, part, None)
    return found


def _block(found: Any, name: str, report: Report) -> None:
    hit = functools.partial(report, name)
    if isinstance(found, types.ModuleType):
        for attribute in list(vars(found).values()):
            # the half of heapq and the like that is written in C calls its module _heapq
            if callable(attribute) and str(getattr(attribute, "__module__", "")).lstrip("_") == found.__name__:
                _block(attribute, name, report)
    elif isinstance(found, type):
        init = vars(found).get("__init__")
        if isinstance(init, types.FunctionType):
            _replace_code(init, hit)
        else:
            try:
                found.__init__ = _blocked_function(hit)  # type: ignore[misc]
            except TypeError:  # written in C (OrderedDict, itertools): the class cannot be changed, its name can
                _replace_everywhere(found, name.partition(".")[0], _blocked_class(found.__name__, hit))
    elif isinstance(found, types.FunctionType):
        for function in _with_wrapped(found):
            _replace_code(function, hit)
    elif callable(found):
        _replace_everywhere(found, name.partition(".")[0], _blocked_function(hit))


def _with_wrapped(function: Any) -> Iterator[types.FunctionType]:
    while isinstance(function, types.FunctionType):
        yield function
        function = getattr(function, "__wrapped__", None)


def _blocked_function(hit: Callable[[], object]) -> types.FunctionType:
    code = _blocked_code()
    constants = tuple(hit if constant == _MARK else constant for constant in code.co_consts)
    return types.FunctionType(code.replace(co_consts=constants), {})


@functools.cache
def _blocked_code() -> types.CodeType:
    namespace: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the mark is a number that is called, until it is replaced
        exec(_BLOCKED_SOURCE, namespace)  # noqa: S102 - our own three lines
    code: types.CodeType = namespace["blocked"].__code__
    return code


def _replace_code(function: types.FunctionType, hit: Callable[[], object]) -> None:
    """The callable lies among the code's constants, because the function's own globals do not have it."""
    blocked = _blocked_function(hit).__code__
    function.__code__ = blocked.replace(co_freevars=function.__code__.co_freevars)


def _blocked_class(name: str, hit: Callable[[], object]) -> type:
    """A class that can be neither instantiated nor subclassed."""

    class Blocked(type):
        def __call__(cls, *_args: object, **_kwargs: object) -> object:
            return hit()

        def __init__(cls, _name: str, bases: tuple[type, ...], _body: dict[str, Any], **_: object) -> None:
            if bases:
                hit()

    return Blocked(name, (), {})


def _replace_everywhere(found: Any, package: str, stand_in: object) -> None:
    for module in _modules(package):
        for attribute, value in list(vars(module).items()):
            if value is found:
                setattr(module, attribute, stand_in)


@functools.cache
def _modules(package: str) -> list[types.ModuleType]:
    return [
        module
        for name, module in list(sys.modules.items())
        if isinstance(module, types.ModuleType) and (name == package or name.startswith(f"{package}."))
    ]


def _block_operators(names: Mapping[str, str], report: Report) -> set[str]:
    """Block the aten operators among the keys of `names`, reporting the value of each. Returns those that exist."""
    torch: Any = sys.modules.get("torch")
    operators = {operator for operator in names if torch is not None and hasattr(torch.ops.aten, operator)}
    for operator in operators:
        _block_kernels(torch, operator, functools.partial(report, names[operator]))
    for operator, function in _python_versions(frozenset(names)):
        if operator in operators:
            _replace_code(function, functools.partial(report, names[operator]))
    return operators


@functools.cache
def _python_versions(operators: frozenset[str]) -> list[tuple[str, types.FunctionType]]:
    """The functions in torch's modules that share a name with one of `operators`, and the functions that they wrap."""
    return [
        (operator, function)
        for module in (_modules("torch") if operators else ())
        for operator in operators & vars(module).keys()
        for function in _with_wrapped(vars(module)[operator])
    ]


def _block_kernels(torch: Any, operator: str, hit: Callable[[], object]) -> None:
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


def _block_imports(names: dict[str, str], report: Report) -> None:
    """Report the import of a module in `names`, or of one inside it, under the forbidden name that it stands for."""

    def check(module: str) -> None:
        while module:
            if module in names:
                report(names[module])
            module = module.rpartition(".")[0]

    class Finder:
        """importlib.import_module raises no audit event, but asks finders."""

        @staticmethod
        def find_spec(module: str, _path: object = None, _target: object = None) -> None:
            check(module)

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "import":
            check(args[0])

    sys.meta_path.insert(0, Finder)
    sys.addaudithook(hook)
