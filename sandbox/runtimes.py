"""The libraries that each runtime offers a solution and its tests, and how they are loaded."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import sys
import tempfile
from importlib import import_module
from types import ModuleType
from typing import Any, Final

LIBRARIES: Final[dict[str, tuple[str, ...]]] = {"python": (), "numpy": ("numpy",), "torch": ("numpy", "torch")}

_LATE: Final = re.compile(
    rb"\b(optim|checkpoint\w*|compile|export|profiler?|custom_op|use_deterministic_algorithms|func|functorch"
    rb"|grad_and_value|vjp|jvp|jacrev|jacfwd|hessian|linearize|onnx)\b"
)
"""What imports `_LATE_MODULES` at its first use, by how a source mentions it. A needless match costs nobody."""
_LATE_MODULES: Final = ("torch._dynamo", "torch._decomp.decompositions_for_jvp")


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


def name_a_temporary_folder() -> None:
    """Say where temporary files would go, where none can be written: tempfile would look in vain for a folder.

    Optimisers and torch.compile import code that only asks, or makes sure that the folder is there.
    """
    tempfile.tempdir = os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/tmp"  # noqa: S108


def preload_for(runtime: str, source: bytes) -> None:
    """Import what `source` would make torch import late, so that it is not its time: 1.5 s for an optimiser.

    Too much for each start, as few solutions need it.
    """
    if runtime == "torch" and _LATE_MODULES[0] not in sys.modules and _LATE.search(source):
        with contextlib.suppress(Exception):
            for name in _LATE_MODULES:
                import_module(name)
        freeze()


def freeze() -> None:
    """Exempt what is loaded from garbage collection, so that a fork does not visit all of torch and copy its pages."""
    gc.collect()
    gc.freeze()
