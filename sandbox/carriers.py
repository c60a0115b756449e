"""What of the standard library and of torch does a forbidden thing's work under another name.

Where the standard library itself uses what a problem forbids, that is its own affair, except in the places here: they
give it what the solution gave them. `tests/sandbox/test_carriers.py` goes through the standard library for such places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_RUNS_TEXT: Final = (
    "bdb",
    "cProfile",
    "cgi.test",
    "code",
    "codeop",
    "dis",
    "doctest",
    "gettext",
    "importlib.abc",
    "inspect",
    "logging.config",
    "modulefinder",
    "optparse",
    "pdb",
    "pkgutil",
    "profile",
    "py_compile",
    "pydoc",
    "rlcompleter",
    "runpy",
    "sandbox",
    "timeit",
    "trace",
    "typing",
    "zipimport",
)
CARRIERS: Final[dict[str, tuple[str, ...]]] = {
    "heapq": (
        "asyncio.queues.PriorityQueue",
        "collections.Counter.most_common",
        "queue.PriorityQueue",
        "sched.scheduler",
    ),
    "builtins.sorted": ("collections.Counter.most_common", "heapq", "pprint", "statistics"),
    "ast.literal_eval": ("dbm.dumb", "inspect"),
    "builtins.eval": _RUNS_TEXT,
    "builtins.exec": _RUNS_TEXT,
    "builtins.compile": _RUNS_TEXT,
}
"""For each name, or the module of it: places, as `callers.Witness` gives them, up to any depth."""

_SAME: Final[dict[str, tuple[str, ...]]] = {
    "builtins.eval": ("builtins.exec", "builtins.compile"),
    "builtins.exec": ("builtins.eval", "builtins.compile"),
    "functools.cache": ("functools.lru_cache", "functools._lru_cache_wrapper"),
    "functools.lru_cache": ("functools._lru_cache_wrapper",),
    # what prim::MKLDNNLayerNorm takes, an operator of TorchScript that no dispatcher knows
    "torch.layer_norm": ("torch.to_mkldnn",),
    "re": ("re._compiler", "re._parser", "_sre"),
}


_ALIAS: Final = re.compile(
    r"(aten::(_|native_|_native_|quantized_|mkldnn_)|(quantized|_quantized|onednn|mkldnn)::_?q?)(?P<name>\w+)"
)
OPERATOR_TOOLS: Final = ("_jit_to_static_module", "_fuse_to_static_module")
"""Functions of torch._C that make something that computes without the dispatcher: the static runtime."""
OUTSIDE: Final = re.compile(r"\b(prim|static_runtime)(?:::|\.)(?P<name>\w+)")
"""Operators that no dispatcher knows, in the text of a graph or by name."""


def aliases_of(operator: str, known: Iterable[str]) -> list[str]:
    """Those of the `known` operators (`aten::add.out`) that are another version of an aten operator."""
    found = ((name.partition(".")[0], _ALIAS.match(name)) for name in known)
    return sorted({name for name, alias in found if alias and _is_version(alias["name"], operator)})


def _is_version(name: str, operator: str) -> bool:
    """layer_norm itself, batch_norm2d, batch_norm2d_relu."""
    return bool(re.fullmatch(rf"{re.escape(operator)}(\dd?)?(_relu)?", name))


def is_outside(text: str, operator: str) -> bool:
    """Whether `text` names a version of an aten operator that no dispatcher knows: prim::MKLDNNLayerNorm."""
    squeezed = operator.replace("_", "")
    return any(squeezed in one["name"].lower().replace("_", "") for one in OUTSIDE.finditer(text))


def carriers_of(name: str) -> tuple[str, ...]:
    """How the places begin that do the work of the forbidden `name` for their callers."""
    keys = (name, name.rpartition(".")[0])
    return tuple(f"{carrier}." for key in keys for carrier in CARRIERS.get(key, ()))


def with_the_same(names: Iterable[str]) -> dict[str, str]:
    """All names to block, each with the forbidden name to report: `names`, and others that do their work."""
    names = list(names)
    same = {other: name for name in names for other in _SAME.get(name, ())}
    return {**same, **{name: name for name in names}}
