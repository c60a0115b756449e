"""The libraries that each runtime offers a solution and its tests, and how they are loaded."""

from __future__ import annotations

import gc
from importlib import import_module
from types import ModuleType
from typing import Any, Final

LIBRARIES: Final[dict[str, tuple[str, ...]]] = {"python": (), "numpy": ("numpy",), "torch": ("numpy", "torch")}


def preload(runtime: str) -> dict[str, ModuleType]:
    """Import a runtime's libraries, and what they import late, so that the fork server pays once and no fork does.

    Raises:
        ImportError: one is not installed.
    """
    libraries: dict[str, Any] = {name: import_module(name) for name in LIBRARIES[runtime]}
    if "torch" in libraries:
        torch = libraries["torch"]
        # torch.autograd.grad imports this (and sympy) at its first call: 0.9 s. Calling it here would start autograd's
        # threads, which do not survive a fork.
        import_module("torch.fx.experimental.symbolic_shapes")
        torch.nn.Linear(1, 1)(torch.ones(1, 1)).softmax(-1)
    return libraries


def freeze() -> None:
    """Exempt what is loaded from garbage collection, so that a fork does not visit all of torch and copy its pages."""
    gc.collect()
    gc.freeze()
