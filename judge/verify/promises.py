"""Which tests stand behind each sentence of a statement, as a problem's promises.toml lists them. Runs nothing.

A key is quoted from statement.md, and its value names the tests that fail where a solution breaks it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from judge import toml
from judge.errors import ProblemError
from judge.verify.finding import Finding, error
from judge.verify.reading import text_of, tree_of

FILE: Final = "promises.toml"
_SEE: Final = "See docs/problems.md, promises."


def read(folder: Path) -> dict[str, list[str]]:
    """The tests behind each quote; nothing if a problem lists none. Raises ProblemError."""
    path = folder / FILE
    table = toml.optional_table(path, _SEE)
    for quote, tests in table.items():
        if not isinstance(tests, list) or not all(isinstance(test, str) for test in tests):
            raise ProblemError(f"{path}: the value of {quote!r} is not a list of names of tests", _SEE)
    return table


def promises(folder: Path) -> Iterator[Finding]:
    """An error for each quote that the statement does not hold, or that no test stands behind."""
    try:
        listed = read(folder)
    except ProblemError as wrong:
        yield error(FILE, wrong.message, wrong.hint)
        return
    statement = _words(text_of(folder / "statement.md"))
    defined = _tests(folder / "tests")
    for quote, tests in listed.items():
        wanted = _words(quote)
        if not wanted or wanted not in statement:
            yield error(FILE, f"quotes {quote!r}, which statement.md does not say", "Quote the sentence as it is now.")
        if not tests:
            yield error(FILE, f"names no test for {quote!r}", "Write one that fails where a solution breaks it.")
        for test in tests:
            if test not in defined:
                yield error(FILE, f"names {test}, which no file of tests/ defines", "Name a function of test_*.py.")


def _tests(folder: Path) -> set[str]:
    """The names of the tests in a folder."""
    found = set()
    for path in folder.glob("test_*.py"):
        found |= {node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)}
    return {name for name in found if name.startswith("test_")}


def _words(text: str) -> str:
    """A text without its line breaks and indentation."""
    return " ".join(text.split())
