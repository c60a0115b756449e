"""Make mutants: copies of an accepted submission with one small mistake each. Judges nothing.

The general operators are mutmut's; those of this field are in `judge.verify.operators`.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import libcst as cst
import libcst.matchers as m
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from judge.verify.operators import OPERATORS, TORCH_OPERATORS, Operator

_TRIVIAL: Final = {"operator_assignment", "operator_string"}
"""mutmut's operators whose mutants crash at once, or change only what a person reads."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """An accepted submission with one mistake.

    Attributes:
        of: the submission, as `accepted/two_pointers.py`.
        source: its text.
        operator: the kind of mistake: `dropped_operand`.
        line: its line in the submission.
        before: the lines that it changes, without their indentation.
        after: those lines after the change.
    """

    of: str
    source: bytes
    operator: str
    line: int
    before: str
    after: str

    @property
    def key(self) -> str:
        """Unique among the mutants of all problems."""
        return hashlib.sha256(self.source).hexdigest()[:16]


def mutants(of: str, source: bytes, *, torch: bool) -> list[Mutant]:
    """The mutants of one submission, by line; they compile, and no two mean the same."""
    text = source.decode("utf-8")
    module = MetadataWrapper(cst.parse_module(text))
    collector = _Collector(_operators(torch=torch))
    module.visit(collector)
    spans = module.resolve(ByteSpanPositionProvider)
    seen = {_meaning(text)}
    found = []
    for line, operator, node, replacement in collector.found:
        code = _replaced(module.module, source, spans[node], node, replacement)
        try:
            meaning = _meaning(code)
        except SyntaxError:
            continue
        if meaning in seen:
            continue
        seen.add(meaning)
        before, after = _changed_lines(text, code)
        found.append(Mutant(of, code.encode(), operator, line, before, after))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.operator, mutant.source))


def _replaced(module: cst.Module, source: bytes, span: CodeSpan, node: cst.CSTNode, replacement: Any) -> str:
    """The module's text with one node replaced."""
    end = span.start + span.length
    if source[span.start : end] == module.code_for_node(node).encode():
        # the same as below, a hundred times faster
        return (source[: span.start] + module.code_for_node(replacement).encode() + source[end:]).decode()
    changed = module.deep_replace(node, replacement)
    assert isinstance(changed, cst.Module)  # noqa: S101 - a module stays one
    return changed.code


def _operators(*, torch: bool) -> list[tuple[tuple[type[cst.CSTNode], ...], str, Operator]]:
    general = [((kind,), operator) for kind, operator in mutation_operators if operator.__name__ not in _TRIVIAL]
    ours = [*OPERATORS, *(TORCH_OPERATORS if torch else ())]
    return [(kinds, operator.__name__.removeprefix("operator_"), operator) for kinds, operator in [*general, *ours]]


class _Collector(m.MatcherDecoratableVisitor):
    """Every (line, operator, node, replacement) of a module, except those that no caller could notice."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, operators: list[tuple[tuple[type[cst.CSTNode], ...], str, Operator]]) -> None:
        super().__init__()
        self._operators = operators
        self.found: list[tuple[int, str, cst.CSTNode, Any]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Collect; skip annotations, imports, decorators, docstrings and the words of exceptions."""
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom | cst.Raise | cst.Decorator | cst.Assert):
            return False
        for kinds, name, operator in self._operators:
            if isinstance(node, kinds):
                line = self.get_metadata(PositionProvider, node).start.line
                self.found += [(line, name, node, replacement) for replacement in operator(node)]
        return True


def _meaning(code: str) -> str:
    """Equal for texts that compile to the same code. Raises SyntaxError."""
    with warnings.catch_warnings(action="ignore"):  # a mutant may well be suspicious
        compile(code, "mutant", "exec", dont_inherit=True)
    return ast.dump(ast.parse(code))


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    removed: list[str] = []
    added: list[str] = []
    for tag, i, j, k, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            removed += old[i:j]
            added += new[k:last]
    return "\n".join(map(str.strip, removed)), "\n".join(map(str.strip, added))


def mutants_of(submissions: Iterable[tuple[str, bytes]], *, torch: bool) -> list[Mutant]:
    """The mutants of several submissions; a text that two of them lead to is one mutant."""
    found: dict[str, Mutant] = {}
    for name, source in submissions:
        for mutant in mutants(name, source, torch=torch):
            found.setdefault(mutant.key, mutant)
    return list(found.values())
