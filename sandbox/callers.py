"""Who makes a call: the solution, or a library of its own accord.

A library asks of its own accord if its installed code names what it calls. A function that it was handed, such as a
callback, it calls under another name, so that call is the solution's; so is whatever has no file of a library.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path
from types import FrameType
from typing import Any, Final

import msgpack

_STANDARD: Final = f"{Path(os.__file__).parent}{os.sep}"
_OWN: Final = f"{Path(__file__).parent.parent}{os.sep}"
_PACKAGES: Final = f"{Path(msgpack.__file__).parent.parent}{os.sep}"
_FROZEN: Final = "<frozen "
_IMPORTER: Final = "<frozen importlib"
_IMPORT_HELPER: Final = "_call_with_frames_removed"
"""A function of the import system that calls another in its caller's stead."""


class Witness:
    """Says who asks. Foreign code may patch modules, so this one holds what it needs in slots of its own."""

    __slots__ = ("_forged", "_helper", "_importers", "_libraries")

    def __init__(self) -> None:
        self._libraries = (_FROZEN, _PACKAGES, _STANDARD, _OWN)
        self._importers = (_IMPORTER, f"{_STANDARD}importlib{os.sep}")
        self._forged: set[str] = set()
        self._helper = _IMPORT_HELPER

    def asks(self, frame: FrameType | None, words: Collection[str], home: str = "") -> str:
        """The place of the library code in `frame` that has one of `words` in it; empty if it is the solution's call.

        Code whose place begins with `home` needs no such word. A place is the dotted name of the code by its file, such
        as `queue.PriorityQueue._put`.
        """
        if frame is not None and frame.f_code.co_name == self._helper and self._imports(frame):
            frame = frame.f_back
        code = frame.f_code if frame is not None else None
        if code is None or code.co_filename in self._forged:
            return ""
        for start in self._libraries:
            if code.co_filename.startswith(start):
                path = code.co_filename[len(start) :].rstrip(">").removesuffix(".py")
                place = f"{path.replace(os.sep, '.').removesuffix('.__init__')}.{code.co_qualname}"
                names = (*code.co_names, *code.co_freevars)
                known = [part for name in names for part in (name.lstrip("_"), *name.split("."))]
                for constant in code.co_consts:  # `from x import y` keeps ("y",)
                    known += constant if type(constant) is tuple else [constant]
                return place if any(word in known for word in words) or (home and place.startswith(home)) else ""
        return ""

    def asks_for_module(self, frame: FrameType | None, module: str) -> bool:
        """Whether it is a library that imports `module`. `frame` may be one of the import system.

        Nor does a module's `__getattr__` ask, which imports what somebody else looked up in it.
        """
        while frame is not None and (
            self._imports(frame)
            or (frame.f_code.co_name == "__getattr__" and frame.f_code.co_filename.startswith(self._libraries))
        ):
            frame = frame.f_back
        return bool(self.asks(frame, {module.rpartition(".")[2]}))

    def _imports(self, frame: FrameType) -> bool:
        return frame.f_code.co_filename.startswith(self._importers)

    def note_code(self, event: str, args: tuple[Any, ...]) -> None:
        """As part of an audit hook: remember a library's file name that new code has taken on."""
        if event in {"compile", "code.__new__"}:
            name = os.fsdecode(args[1]) if isinstance(args[1], bytes) else args[1]
            if isinstance(name, str) and name.startswith(self._libraries):
                maker = sys._getframe(2).f_code.co_filename  # noqa: SLF001
                if not maker.startswith(self._importers[0]):
                    self._forged.add(name)
