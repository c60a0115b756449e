"""The table of what does a forbidden thing's work for its caller is complete for the standard library of this Python."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.carriers import aliases_of, carriers_of, is_outside, with_the_same

LIBRARY = Path(os.__file__).parent
ASIDE = {
    "distutils",
    "turtle.py",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "pydoc_data",
    "site-packages",
    "test",
    "tests",
    "tkinter",
    "turtledemo",
}
"""Programs and tests, which no solution would use, and other packages."""
WORDS = {
    "heapq": {"heapq", "heappush", "heappop", "heapify", "heapreplace", "heappushpop", "nlargest", "nsmallest"},
    "graphlib": {"graphlib", "TopologicalSorter"},
    "ast.literal_eval": {"literal_eval"},
    "builtins.eval": {"eval"},
    "builtins.exec": {"exec"},
    "builtins.compile": {"compile"},
}
OF_THEIR_OWN_ACCORD = {
    "heapq": {"asyncio.base_events", "difflib", "heapq"},
    "graphlib": {"graphlib"},
    "ast.literal_eval": {"ast"},
    "builtins.eval": {"collections"},
    "builtins.exec": {
        *("dataclasses", "importlib._bootstrap", "importlib._bootstrap_external", "site", "unittest.mock"),
        *("multiprocessing.managers", "multiprocessing.sharedctypes"),
    },
    "builtins.compile": {"ast", "importlib._bootstrap_external"},
}
"""Modules that use it for a purpose of their own: they make the text, or bring the values."""


def users(words: set[str]) -> Iterator[str]:
    """The places in the standard library where one of the words is used as a name, or as a member of a module."""
    for path in LIBRARY.rglob("*.py"):
        inside = path.relative_to(LIBRARY)
        text = path.read_bytes()
        if not ASIDE & set(inside.parts) and any(word.encode() in text for word in words):
            tree = ast.parse(text)
            module = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
            yield from (f"{module}{place}" for place in places(tree, words))


def places(node: ast.AST, words: set[str]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        own = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        inner = f".{child.name}" if own else ""  # type: ignore[attr-defined]
        if isinstance(child, ast.Name) and child.id in words:
            yield ""
        for place in places(child, words):
            yield f"{inner}{place}"


@pytest.mark.slow
def test_each_place_in_the_standard_library_that_uses_what_may_be_forbidden_is_accounted_for() -> None:
    unknown = {
        f"{name}: {place}"
        for name, words in WORDS.items()
        for place in users(words)
        if not f"{place}.".startswith(carriers_of(name))
        if not f"{place}.".startswith(tuple(f"{module}." for module in OF_THEIR_OWN_ACCORD[name]))
    }
    assert unknown == set()


def test_a_module_stands_for_what_is_in_it() -> None:
    assert carriers_of("heapq.heappush") == carriers_of("heapq") != ()


def test_what_runs_text_is_forbidden_with_eval() -> None:
    assert with_the_same(["builtins.eval"]) == dict.fromkeys(
        ("builtins.exec", "builtins.compile", "builtins.eval"), "builtins.eval"
    )


@pytest.mark.parametrize(
    ("operator", "aliases"),
    [
        ("layer_norm", ["aten::native_layer_norm", "quantized::layer_norm"]),
        ("batch_norm", ["onednn::qbatch_norm2d", "quantized::batch_norm1d_relu"]),
        ("mm", []),
        ("dot", []),
        ("norm", []),
    ],
)
def test_other_versions_of_an_operator_are_found_by_name(operator: str, aliases: list[str]) -> None:
    known = [
        *(
            "aten::native_layer_norm",
            "aten::native_layer_norm_backward",
            "aten::addmm",
            "aten::bmm",
            "aten::layer_norm",
        ),
        *("aten::scaled_dot_product_attention", "onednn::qbatch_norm2d", "quantized::batch_norm1d_relu"),
        "quantized::layer_norm",
    ]
    assert aliases_of(operator, known) == aliases


@pytest.mark.parametrize(
    "text", ["prim::MKLDNNLayerNorm", "%r : Tensor = static_runtime::layer_norm(%x)", "prim.LayerNorm"]
)
def test_operators_that_no_dispatcher_knows_are_found_in_text(text: str) -> None:
    assert is_outside(text, "layer_norm")
    assert not is_outside(text, "group_norm")
