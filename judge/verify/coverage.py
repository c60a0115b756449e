"""Which lines and branches of a submission the tests run.

Nothing can look into the process that runs a submission, so a copy of the submission reports by itself: each statement
of its functions, and each outcome of a condition, prints a mark when it first runs. Code that runs while the source is
loaded is not counted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from judge.verdict import Report

_MARK: Final = "judge-mark"
_PRINTED: Final = re.compile(rf"{_MARK}:(\d+) ")
# a look-up that hits runs no Python code, so a mark costs little and takes no stack frame
_PREAMBLE: Final = f"""
class _JudgeMarks(dict):
    def __missing__(self, place):
        import os
        number, outcome = place
        os.write(1, b"{_MARK}:%d " % (number + (not outcome)))
        self[place] = outcome
        return outcome
judge_marks = _JudgeMarks()
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A statement, or one outcome of a condition."""

    line: int
    outcome: bool | None = None

    def __str__(self) -> str:
        condition = "" if self.outcome is None else f" with a {str(self.outcome).lower()} condition"
        return f"line {self.line}{condition}"


@dataclass(frozen=True, slots=True)
class Marked:
    """A submission that prints the number of every place when it first runs."""

    source: bytes
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which places of a submission the tests run, and which they miss."""

    places: tuple[Place, ...]
    missed: tuple[Place, ...]

    @property
    def worth_reporting(self) -> tuple[Place, ...]:
        """The places missed, without the conditions of lines that never run."""
        dead = {place.line for place in self.missed if place.outcome is None}
        return tuple(place for place in self.missed if place.outcome is None or place.line not in dead)

    def share(self, *, branches: bool) -> tuple[int, int]:
        """How many outcomes of conditions (or lines) run, and how many there are."""

        def count(places: Sequence[Place]) -> int:
            return len({place for place in places if (place.outcome is not None) is branches})

        return count(self.places) - count(self.missed), count(self.places)


def mark(source: bytes) -> Marked:
    """A copy of a submission that reports which of its places run. The source must compile."""
    tree = ast.parse(source)
    marker = _Marker()
    marked = marker.visit(tree)
    start = next((index for index, node in enumerate(tree.body) if not _must_be_first(node)), len(tree.body))
    marked.body[start:start] = ast.parse(_PREAMBLE).body
    return Marked(ast.unparse(ast.fix_missing_locations(marked)).encode(), tuple(marker.places))


def coverage(places: Sequence[Place], report: Report) -> Coverage:
    """The coverage that a marked submission's report shows."""
    printed = {int(number) for test in report.tests for number in _PRINTED.findall(test.output)}
    run = {place for number, place in enumerate(places) if number in printed}
    missed = sorted(set(places) - run, key=lambda place: (place.line, place.outcome is not None, not place.outcome))
    return Coverage(tuple(places), tuple(missed))


def _must_be_first(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


class _Marker(ast.NodeTransformer):
    def __init__(self) -> None:
        self.places: list[Place] = []
        self._depth = 0

    def visit(self, node: ast.AST) -> Any:
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        self._depth += inside
        if self._depth:
            for name in ("test", "guard"):
                if isinstance(condition := getattr(node, name, None), ast.expr):
                    setattr(node, name, self._condition(condition))
            if isinstance(node, ast.comprehension):
                node.ifs = [self._condition(condition) for condition in node.ifs]
            for name in ("body", "orelse", "finalbody"):
                if isinstance(statements := getattr(node, name, None), list):
                    setattr(node, name, list(self._statements(statements)))
        self.generic_visit(node)
        self._depth -= inside
        return node

    def _statements(self, statements: list[ast.stmt]) -> Iterable[ast.stmt]:
        for statement in statements:
            if not _must_be_first(statement):
                yield ast.Expr(self._mark(statement, (None,), ast.Constant(value=True)))
            yield statement

    def _condition(self, condition: ast.expr) -> ast.expr:
        if isinstance(condition, ast.Constant):
            return condition
        truth = ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), condition))
        return self._mark(condition, (True, False), truth)

    def _mark(self, node: ast.stmt | ast.expr, outcomes: tuple[bool | None, ...], truth: ast.expr) -> ast.expr:
        number = ast.Constant(len(self.places))
        self.places += [Place(node.lineno, outcome) for outcome in outcomes]
        key = ast.Tuple([number, truth], ast.Load())
        return ast.Subscript(ast.Name("judge_marks", ast.Load()), key, ast.Load())
