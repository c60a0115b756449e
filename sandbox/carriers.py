"""What of the standard library and of torch does a forbidden thing's work under another name.

Where the standard library itself uses what a problem forbids, that is its own affair, except in the places here: they
give it what the solution gave them. `tests/sandbox/test_carriers.py` goes through the standard library for such places.
"""

from __future__ import annotations

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
    "re": ("re._compiler", "re._parser", "_sre"),
}


def carriers_of(name: str) -> tuple[str, ...]:
    """How the places begin that do the work of the forbidden `name` for their callers."""
    keys = (name, name.rpartition(".")[0])
    return tuple(f"{carrier}." for key in keys for carrier in CARRIERS.get(key, ()))


def with_the_same(names: Iterable[str]) -> dict[str, str]:
    """All names to block, each with the forbidden name to report: `names`, and others that do their work."""
    names = list(names)
    same = {other: name for name in names for other in _SAME.get(name, ())}
    return {**same, **{name: name for name in names}}
