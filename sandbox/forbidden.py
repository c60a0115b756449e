"""What "by hand" means: using a function, class or module that the problem forbids ends the process.

Installed in the child before foreign code is loaded, at a level below the names that foreign code could use:

    a Python function    its code object is replaced, so every alias of it is caught (and what it wraps)
    a class              its construction, and its methods if it is written in C
    a C function         every attribute of a loaded module that is this very function
    an aten operator     the kernel in torch's dispatcher, for every backend: torch.ops, torch.jit, subclasses end there
    a module             its functions and classes
    not loaded yet       its import by the solution; if a library imports it, it is blocked once it is loaded

What a library uses of its own accord is not the solution's doing (`callers`), unless it does so in the solution's
stead: that is so for some places in the standard library (`carriers`), and for all of the forbidden thing's own package
if it is another one, such as torch.

This keeps honest people honest. Code that rewrites the interpreter through ctypes can undo it, but still cannot see an
answer or reach the verdict.
"""

from __future__ import annotations

import contextlib
import ctypes
import enum
import functools
import gc
import importlib
import sys
import types
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from sandbox import forbidden_operators
from sandbox.callers import Witness
from sandbox.carriers import carriers_of, with_the_same
from sandbox.forbidden_imports import Watched, watch
from sandbox.forbidden_operators import with_wrapped
from sandbox.hidden import hidden

Report = Callable[[str], object]
"""Takes the forbidden name that was used; does not return."""
_MARK: Final = 0x6A7564
_BLOCKED_SOURCE: Final = f"def blocked(*args, **kwargs):\n    return ({_MARK})(args, kwargs)\n"
_FLAGS, _NEW, _VECTORCALL = 168, 312, 400
"""Where CPython 3.11 and 3.12 keep tp_flags, tp_new and tp_vectorcall of a type, on 64 bits."""
_IMMUTABLE: Final = 1 << 8
_READING: Final = frozenset({"get", "items", "keys", "values"})
"""Methods that a mappingproxy calls in the solution's name, as those of inspect.signature() do."""


def install(names: Iterable[str], report: Report) -> None:
    """Make any use of one of `names` (dotted) call `report(name)`. Quick, because it runs for every submission."""
    blocked = with_the_same(names)
    if not blocked:
        return
    for name in blocked:  # import all of them first: one may use what another name forbids
        _load(name)
    guard = _Guard(blocked, report)
    operators = forbidden_operators.block(_operators(blocked), report, guard.block_function)
    absent: dict[str, str] = {}
    parents: dict[str, str] = {}
    for name, reported in blocked.items():
        found = _resolve(name)
        if found is None:
            absent[name] = reported
            parent = name.rpartition(".")[0]
            if parent and parent not in sys.modules:
                parents[parent] = reported
        elif not (isinstance(found, types.BuiltinFunctionType) and name.rpartition(".")[2] in operators):
            guard.block(found, name)
    homes = _homes(blocked)
    watch(Watched(absent, parents, homes, report, guard.block_loaded, guard.witness))
    if homes:
        gc.freeze()  # nor does what is hidden show among the objects that gc knows
        gc.unfreeze = lambda: None


def prepare(names: Iterable[str]) -> None:
    """Find what `install` needs, before the fork: looking at all of torch's modules in the child copies their pages."""
    forbidden_operators.prepare(_operators(with_the_same(names)))


def _operators(blocked: Iterable[str]) -> dict[str, str]:
    """The name that each of torch's names would have as an operator, and the name itself."""
    return {
        name.rpartition(".")[2]: name
        for name in blocked
        if name.startswith("torch.") and not isinstance(_resolve(name), types.ModuleType)
    }


def _homes(blocked: dict[str, str]) -> dict[str, str]:
    """The loaded modules of the standard library that hold something forbidden, by name: none is loaded again."""
    homes: dict[str, str] = {}
    for name, reported in blocked.items():
        if name.partition(".")[0] in sys.stdlib_module_names:
            found = _resolve(name)
            module = found.__name__ if isinstance(found, types.ModuleType) else name.rpartition(".")[0]
            for home in (module, f"_{module}", getattr(found, "__module__", None)):
                if isinstance(home, str) and home in sys.modules:
                    homes[home] = reported
    return homes


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


class _Guard:
    """Puts stand-ins in the place of what is forbidden."""

    def __init__(self, blocked: Mapping[str, str], report: Report) -> None:
        self._blocked, self._report, self.witness = blocked, report, Witness()
        self._held: dict[str, dict[int, list[tuple[types.ModuleType, str]]]] = {}

    def block_loaded(self, module: types.ModuleType) -> None:
        """Block what is forbidden in a module that has just been loaded."""
        for name in self._blocked:
            if f"{module.__name__}.".startswith(f"{name}."):
                self.block(module, name)
            elif name.startswith(f"{module.__name__}.") and (found := _resolve(name)) is not None:
                self.block(found, name)

    def block(self, found: Any, name: str) -> None:
        """Block whatever `found` is, which is called or lies inside the forbidden `name`."""
        if isinstance(found, types.ModuleType):
            for attribute, value in list(vars(found).items()):
                inner = getattr(value, "_init_fn", value)  # what torch.library.custom_op makes of a function
                # the half of heapq and the like that is written in C calls its module _heapq
                home = str(getattr(inner, "__module__", "")).lstrip("_")
                if callable(inner) and home == found.__name__.lstrip("_") and not _does_nothing(inner):
                    self.block(inner, f"{name}.{attribute}")
        elif isinstance(found, type):
            self._block_class(found, name)
        elif isinstance(found, types.FunctionType):
            for function in with_wrapped(found):
                self.block_function(function, name)
        elif callable(found):
            self._replace_everywhere(found, name)

    def block_function(self, function: types.FunctionType, name: str) -> None:
        """Replace its code. The stand-in is a constant of the new code: the function's own globals do not have it."""
        copy = types.FunctionType(
            function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__kwdefaults__ = function.__kwdefaults__
        words = {function.__name__, name.rpartition(".")[2]}
        if _is_standard(name):
            words.update(word for _, word in self._holders(function, name))
        code = self._stand_in(copy, name, words).__code__
        function.__code__ = code.replace(co_freevars=function.__code__.co_freevars)

    def _block_class(self, found: type, name: str) -> None:
        members = [(key, getattr(member, "__func__", member)) for key, member in vars(found).items()]
        functions = {key: member for key, member in members if isinstance(member, types.FunctionType)}
        makers = functions.keys() & {"__init__", "__new__"}
        for key, function in functions.items():
            # operators have no names where they are used, and in torch a module does nothing without its constructor
            if key in makers or (_is_standard(name) and not key.startswith("__")):
                self.block_function(function, name)
        if not makers:
            try:
                found.__init__ = self._stand_in(found.__init__, name, {found.__name__})  # type: ignore[misc]
            except TypeError:
                self._block_class_in_c(found, name)

    def _block_class_in_c(self, found: type, name: str) -> None:
        """Change the type itself, and its subclasses with it: dict.__subclasses__() finds it under any name."""
        flags = ctypes.c_ulong.from_address(id(found) + _FLAGS)
        known = sys.version_info[:2] in {(3, 11), (3, 12)} and flags.value == found.__flags__
        if not known or not _is_standard(name) or found.__module__ == "builtins":
            self._replace_everywhere(found, name, _blocked_class(found.__name__, self._hit(name)))
            return
        changed = {"__new__": self._stand_in(_maker(found), name, {found.__name__})}
        for key, method in vars(found).items():
            if isinstance(method, types.MethodDescriptorType) and not key.startswith("__") and key not in _READING:
                changed[key] = self._stand_in(method, name, {key})
        flags.value &= ~_IMMUTABLE
        for key, value in changed.items():
            setattr(found, key, value)
        flags.value |= _IMMUTABLE
        ctypes.c_void_p.from_address(id(found) + _VECTORCALL).value = None

    def _replace_everywhere(self, found: Any, name: str, stand_in: object = None) -> None:
        holders = self._holders(found, name)
        if stand_in is None:
            stand_in = self._stand_in(found, name, {word for _, word in holders})
        for module, attribute in holders:
            setattr(module, attribute, stand_in)

    def _holders(self, found: Any, name: str) -> list[tuple[types.ModuleType, str]]:
        """The modules that hold it, and as what: all for the standard library, else those of its own package."""
        package = "" if _is_standard(name) else name.partition(".")[0]
        if package not in self._held:
            held = self._held[package] = {}
            for module in forbidden_operators.modules(package):
                for attribute, value in vars(module).items():
                    held.setdefault(id(value), []).append((module, attribute))
        return self._held[package].get(id(found), [])

    def _reported(self, name: str) -> str:
        while name not in self._blocked:  # it lies inside
            name = name.rpartition(".")[0]
        return self._blocked[name]

    def _hit(self, name: str) -> Callable[[], object]:
        return functools.partial(self._report, self._reported(name))

    def _stand_in(self, found: Any, name: str, words: Collection[str]) -> types.FunctionType:
        """Reports a call unless a library makes it of its own accord, and knows it under one of `words`."""
        hit, call, asks = self._hit(name), hidden(found), self.witness.asks
        frame = sys._getframe  # noqa: SLF001 - there is no other way to see who calls
        own = () if _is_standard(name) else (f"{name.partition('.')[0]}.",)
        # what is behind the doors of a module need not be locked once more
        home = f"{self._reported(name)}." if _is_standard(name) and self._reported(name) in sys.modules else ""
        carriers, nothing = (*own, *carriers_of(name)), found is object.__init__

        def admit(args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
            place = asks(frame(2), words, home)
            if not place or f"{place}.".startswith(carriers):
                return hit()
            return None if nothing else call(*args, **kwargs)

        code = _blocked_code()
        constants = tuple(admit if constant == _MARK else constant for constant in code.co_consts)
        return types.FunctionType(code.replace(co_consts=constants), {})


def _does_nothing(found: object) -> bool:
    """Whether it is a class of which a library makes instances in many ways, and which does no work."""
    return isinstance(found, type) and issubclass(found, BaseException | enum.Enum)


def _is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def _maker(found: type) -> Callable[..., Any]:
    """What makes an instance of a type in C: its tp_new as it is, while `__new__` will be ours."""
    address = ctypes.c_void_p.from_address(id(found) + _NEW).value or 0
    make = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.py_object)(address)
    return lambda cls, *args, **kwargs: make(cls, args, kwargs)


@functools.cache
def _blocked_code() -> types.CodeType:
    namespace: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the mark is a number that is called, until it is replaced
        exec(_BLOCKED_SOURCE, namespace)  # noqa: S102 - our own three lines
    code: types.CodeType = namespace["blocked"].__code__
    return code


def _blocked_class(name: str, hit: Callable[[], object]) -> type:
    """A class that can be neither instantiated nor subclassed."""

    class Blocked(type):
        def __call__(cls, *_args: object, **_kwargs: object) -> object:
            return hit()

        def __init__(cls, _name: str, bases: tuple[type, ...], _body: dict[str, Any], **_: object) -> None:
            if bases:
                hit()

    return Blocked(name, (), {})
