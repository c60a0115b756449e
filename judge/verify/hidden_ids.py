"""Names of parametrized hidden tests: pytest makes them of the parameters, which are inputs and answers. Runs nothing.

A name may hold what a case is (a word, a dtype, a flag, whole numbers below 10,000, a shape), not its data: no text, no
list and, where several parameters make a table of inputs and answers, no other number and no numbers beside words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from judge.verify.finding import Finding, error
from judge.verify.reading import tree_of

LARGEST: Final = 9_999
_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_. ,-]{0,59}")
_SPELLED_OUT: Final = {"str", "repr", "ascii", "format"}
"""Functions that, as `ids`, put all of a value into the name."""


def hidden_ids(folder: Path) -> Iterator[Finding]:
    """An error for each parametrization in a problem's hidden tests that puts data into names."""
    tree = tree_of(folder / "tests" / "test_hidden.py")
    known = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "pytest.mark.parametrize"
            and _shows_data(node, known)
        ):
            yield error(
                f"tests/test_hidden.py:{node.lineno}",
                "puts inputs or answers into the names of hidden tests",
                "Number them: ids=itertools.count(1), or give words: ids=[...].",
            )


def _shows_data(call: ast.Call, known: Mapping[str, ast.expr]) -> bool:
    if len(call.args) < 2:  # noqa: PLR2004 - names and values
        return False
    ids = next((word.value for word in call.keywords if word.arg == "ids"), None)
    spelled_out = isinstance(ids, ast.Name) and ids.id in _SPELLED_OUT
    if ids is not None and not spelled_out:
        return False
    names, values = call.args[0], call.args[1]
    if isinstance(names, ast.Constant):
        several = "," in str(names.value)
    else:
        several = isinstance(names, ast.List | ast.Tuple) and len(names.elts) > 1
    if isinstance(values, ast.Name):
        values = known.get(values.id, values)
    rows = [_cells(row, several=several) for row in values.elts] if isinstance(values, ast.List | ast.Tuple) else []
    cells = [cell for row in rows for cell in row]
    return (several and any(map(_mixes_words_and_numbers, rows))) or not all(
        _is_harmless(cell, in_table=several, spelled_out=spelled_out) for cell in cells
    )


def _mixes_words_and_numbers(row: list[ast.expr]) -> bool:
    kinds = {type(cell.value) for cell in row if isinstance(cell, ast.Constant)}
    return {str, int} <= kinds


def _cells(row: ast.expr, *, several: bool) -> list[ast.expr]:
    """The values of one case."""
    if isinstance(row, ast.Call) and ast.unparse(row.func) == "pytest.param":
        return [] if any(word.arg == "id" for word in row.keywords) else list(row.args)
    return list(row.elts) if several and isinstance(row, ast.Tuple | ast.List) else [row]


def _is_harmless(cell: ast.expr, *, in_table: bool, spelled_out: bool) -> bool:
    try:
        value = ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError):
        # a name such as torch.float64; what a calculation gives may be an answer
        return isinstance(cell, ast.Name | ast.Attribute) or not in_table
    return _may_be_named(value, in_table=in_table, spelled_out=spelled_out)


def _may_be_named(value: object, *, in_table: bool, spelled_out: bool) -> bool:
    match value:
        case bool() | None:
            return True
        case str():
            return bool(_WORDS.fullmatch(value))
        case int():
            return not in_table or abs(value) <= LARGEST
        case float():
            return not in_table
        case tuple():
            return all(type(part) is int and abs(part) <= LARGEST for part in value)
        case _:
            return not (in_table or spelled_out)
