"""What a copier does to a solution, done by machine: each takes a source and gives one that does the same."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: set[str]) -> None:
        self.new = {name: f"quite_another_{number}" for number, name in enumerate(sorted(names))}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.new.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self.new.get(node.arg, node.arg)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self.new.get(node.name, node.name)
        return self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if ast.unparse(node.value) == "self":
            node.attr = self.new.get(node.attr, node.attr)
        return self.generic_visit(node)


def _own_names(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(name, ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(name):
                names.add(name)
            case ast.FunctionDef(name) if name.startswith("_") and not name.endswith("__"):
                names.add(name)
    return names - {"self"}


class _WithoutHints(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        return ast.Assign([node.target], node.value) if node.value else None


class _Reordered(ast.NodeTransformer):
    """Functions the other way round, and neighbours that do not need each other changed about."""

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._reverse(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._reverse(node)

    def _reverse(self, node: ast.Module | ast.ClassDef) -> ast.AST:
        places = [place for place, one in enumerate(node.body) if isinstance(one, ast.FunctionDef)]
        functions = [node.body[place] for place in reversed(places)]
        for place, function in zip(places, functions, strict=True):
            node.body[place] = function
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        body, place = node.body, 0
        while place + 1 < len(body):
            first, second = body[place : place + 2]
            if all(isinstance(one, ast.Assign) for one in (first, second)) and _independent(first, second):
                body[place : place + 2] = [second, first]
                place += 1
            place += 1
        return node


def _independent(first: ast.stmt, second: ast.stmt) -> bool:
    def names(node: ast.stmt, kinds: type[ast.expr_context] | tuple[type[ast.expr_context], ...]) -> set[str]:
        return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, kinds)}

    both = (ast.Load, ast.Store)
    return not (names(first, ast.Store) & names(second, both) or names(second, ast.Store) & names(first, both))


class _Spelled(ast.NodeTransformer):
    """`a += b` becomes `a = a + b`."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if not isinstance(node.target, ast.Name):
            return node
        return ast.Assign([node.target], ast.BinOp(ast.Name(node.target.id), node.op, node.value))


class _Padded(ast.NodeTransformer):
    """A line that does nothing, here and there."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        body = []
        for number, one in enumerate(node.body):
            if number % 4 == 2:
                body += ast.parse('unused = len("abc") + 1').body
            body.append(one)
        node.body = body
        return node


def _by(transformer: Callable[[], ast.NodeTransformer]) -> Callable[[str], str]:
    return lambda source: ast.unparse(ast.fix_missing_locations(transformer().visit(ast.parse(source))))


def renamed(source: str) -> str:
    return _by(lambda: _Renamed(_own_names(ast.parse(source))))(source)


def reformatted(source: str) -> str:
    """Without comments, with other quotes, parentheses and line breaks."""
    return ast.unparse(ast.parse(source))


def commented(source: str) -> str:
    """A comment above every line that begins a statement at the outermost level, and below all."""
    first_lines = {node.lineno for node in ast.parse(source).body}
    lines = source.splitlines()
    said = [f"# my idea, {number}\n\n{line}" if number in first_lines else line for number, line in enumerate(lines, 1)]
    return "\n".join([*said, "# all of this is mine"])


unhinted, reordered, spelled, padded = map(_by, (_WithoutHints, _Reordered, _Spelled, _Padded))

EACH: dict[str, Callable[[str], str]] = {
    "renamed": renamed,
    "reformatted": reformatted,
    "commented": commented,
    "unhinted": unhinted,
    "reordered": reordered,
    "spelled": spelled,
    "padded": padded,
}


def all_at_once(source: str) -> str:
    return reduce(lambda text, disguise: disguise(text), (unhinted, reordered, spelled, padded, renamed), source)
