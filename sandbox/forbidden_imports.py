"""Watches what is imported while something is forbidden.

The solution may not import a forbidden module that is not loaded yet. A library may, and what it loads is blocked at
once. A loaded module that holds something forbidden is not loaded or run a second time, which would give a fresh copy.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

from sandbox.callers import Witness
from sandbox.hidden import hidden

_MAKERS: Final = ("create_builtin", "create_dynamic", "init_frozen", "get_frozen_object")
"""How `_imp` makes a module anew."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What to look out for.

    Attributes:
        absent: forbidden modules that are not loaded, each with the name to report. Those inside them count too.
        parents: modules that are not loaded and hold something forbidden, with the name to report if there are none.
        homes: modules that are loaded and hold something forbidden, with the name to report.
        report: is told the forbidden name; does not return.
        loaded: is called with each of the `absent` or their `parents` that has been imported.
        witness: says who asks.
    """

    absent: Mapping[str, str]
    parents: Mapping[str, str]
    homes: Mapping[str, str]
    report: Callable[[str], object]
    loaded: Callable[[ModuleType], None]
    witness: Witness

    def check(self, module: str, depth: int) -> bool:
        """Report an import that must not be, made `depth` frames above. Whether the module is to be blocked."""
        if module in self.homes:
            self.report(self.homes[module])
        inside = module
        while inside and inside not in self.absent:
            inside = inside.rpartition(".")[0]
        if inside and not self.witness.asks_for_module(sys._getframe(depth), module):  # noqa: SLF001
            self.report(self.absent[inside])
        return bool(inside) or module in self.parents


def watch(watched: Watched) -> None:
    """Begin to watch. The audit hook cannot be removed; importlib.import_module raises no event, but asks finders."""
    finder, importing = _Finder(watched), vars(sys)
    files, names, basename = _files(watched.homes), _file_names(watched.homes), os.path.basename

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "import":
            if importing["meta_path"][:1] != [finder]:
                importing["meta_path"] = [finder, *(one for one in importing["meta_path"] if one is not finder)]
            watched.check(args[0], 2)
        elif event == "exec":
            code = args[0]
            if isinstance(code, CodeType) and code.co_name == "<module>" and code.co_filename in files:
                watched.report(files[code.co_filename])
        elif event == "open":
            # nobody needs the text of a module that is loaded but to run it again
            path = os.fsdecode(args[0]) if isinstance(args[0], str | bytes | os.PathLike) else ""
            if basename(path) in names:
                watched.report(names[basename(path)])
        else:
            watched.witness.note_code(event, args)

    importing["meta_path"].insert(0, finder)
    if watched.homes:
        _refuse_copies(watched)
    sys.addaudithook(hook)


class _Finder:
    """Comes before all others."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def find_spec(self, module: str, inside: Any = None, target: Any = None) -> Any:
        if self._watched.check(module, 2):
            for finder in sys.meta_path:
                spec = None if finder is self else finder.find_spec(module, inside, target)
                if spec is not None:
                    spec.loader = _Loader(spec.loader, self._watched.loaded)  # type: ignore[assignment]
                    return spec
            if module in self._watched.parents:  # it is not installed
                self._watched.report(self._watched.parents[module])
        return None


class _Loader:
    """Loads as the module's own loader does, and tells when it is done."""

    def __init__(self, own: Any, loaded: Callable[[ModuleType], None]) -> None:
        self._own, self._loaded = own, loaded

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._own.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__spec__.loader = module.__loader__ = self._own
        self._own.exec_module(module)
        self._loaded(module)


def _files(homes: Mapping[str, str]) -> dict[str, str]:
    """The files of modules in Python."""
    found = ((getattr(sys.modules[home], "__file__", None), name) for home, name in homes.items())
    return {file: name for file, name in found if file}


def _file_names(homes: Mapping[str, str]) -> dict[str, str]:
    """The names of the files, source and compiled, of modules that are forbidden as a whole."""
    whole = _files({home: name for home, name in homes.items() if home == name})
    paths = {path: name for file, name in whole.items() for path in (file, importlib.util.cache_from_source(file))}
    return {Path(path).name: name for path, name in paths.items() if "__init__" not in path}


def _refuse_copies(watched: Watched) -> None:
    """Modules in C can be made again from their specs, and all of their functions with them."""
    imp: Any = importlib.import_module("_imp")
    any_name = next(iter(watched.homes.values()))
    kept = {"gc": any_name, "_imp": any_name, **{home.rpartition(".")[2]: name for home, name in watched.homes.items()}}

    def refusing(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(spec: Any, *args: Any) -> Any:
            name = spec.name if type(spec) is ModuleSpec else spec
            if type(name) is not str:  # another object may say one name now and another later
                watched.report(any_name)
            last = name.rpartition(".")[2]  # all that counts of the name of a module in a file
            if last in kept:
                watched.report(kept[last])
            return make(spec, *args)

        return made

    for name in _MAKERS:
        setattr(imp, name, refusing(hidden(getattr(imp, name))))
