"""Checks of a problem folder that run nothing: files, texts, counts. Knows no sandbox."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from judge.errors import ProblemError
from judge.problem import PROBLEM_FILES, Problem, load
from judge.verdict import Verdict
from judge.verify.finding import Finding, error, warning
from judge.verify.hidden_ids import hidden_ids
from judge.verify.promises import promises
from judge.verify.reading import text_of

_ONLY: Final = frozenset
VERDICTS_OF: Final[dict[str, frozenset[Verdict]]] = {
    "accepted": _ONLY({Verdict.ACCEPTED}),
    "styles": _ONLY({Verdict.ACCEPTED}),
    "wrong_answer": _ONLY({Verdict.WRONG_ANSWER}),
    "time_limit_exceeded": _ONLY({Verdict.TIME_LIMIT}),
    "memory_limit_exceeded": _ONLY({Verdict.MEMORY_LIMIT}),
    "run_time_error": _ONLY({Verdict.RUN_TIME_ERROR}),
    "illegal_function": _ONLY({Verdict.FORBIDDEN_FUNCTION}),
    "rejected": _ONLY(set(Verdict) - {Verdict.ACCEPTED, Verdict.JUDGE_ERROR, Verdict.SKIPPED}),
}
"""The folders of submissions/ (names of the Kattis / ICPC package format), and the verdicts of their files."""

_RIGHT: Final = frozenset({"accepted", "styles"})
MIN_ACCEPTED: Final = 2
MIN_STYLES: Final = 3
MIN_REJECTED: Final = 8
HINTS: Final = 3
SECTIONS: Final = ("Hints", "Solution", "Complexity", "Follow-up questions")
TEST_FILES: Final = ("test_sample.py", "test_hidden.py")
PLACEHOLDER: Final = "TODO"
_TEXTS: Final = ("problem.toml", "statement.md", "statement.zh.md", "stub.py", "editorial.md")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


def submissions(folder: Path) -> list[Path]:
    """The example submissions of a problem folder: those that must be accepted first, then by name."""
    found = [path for kind in VERDICTS_OF for path in sorted((folder / "submissions" / kind).glob("*.py"))]
    return [path for path in found if path.is_file()]


def accepted(folder: Path) -> list[Path]:
    """The example submissions that mutants and saboteurs are made of."""
    return [path for path in submissions(folder) if path.parent.name == "accepted"]


def check_folder(folder: Path) -> list[Finding]:
    """Everything wrong with a problem folder that shows without running it."""
    findings = [*_missing(folder), *_stray(folder), *_placeholders(folder), *_submissions(folder)]
    findings += [*hidden_ids(folder), *promises(folder)]
    try:
        problem = load(folder)
    except ProblemError as wrong:
        if (folder / "problem.toml").exists():
            findings.append(error("problem.toml", wrong.message, wrong.hint))
        return findings
    return [*findings, *_statements(problem), *_editorial(problem), *_stub(problem)]


def _missing(folder: Path) -> Iterator[Finding]:
    wanted = [*_TEXTS, *(f"tests/{name}" for name in TEST_FILES)]
    for name in wanted:
        if not (folder / name).is_file():
            yield error(name, "is missing", "See docs/problems.md; `judge new` creates a folder with one of each.")


def _stray(folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if "__pycache__" in inside.parts or _belongs(path, inside.parts):
            continue
        parent = inside.parent.as_posix()
        if parent == "." or _belongs(path.parent, inside.parent.parts):  # not what lies in a stray folder
            yield error(inside.as_posix(), "does not belong in a problem folder", "Move or remove it.")


def _belongs(path: Path, parts: tuple[str, ...]) -> bool:
    if path.is_symlink():
        return False
    match parts:
        case ("tests" | "submissions",):
            return path.is_dir()
        case (name,):
            return name in PROBLEM_FILES and path.is_file()
        case ("tests", name):
            return name.endswith(".py") and path.is_file()
        case ("submissions", name):
            return name in VERDICTS_OF and path.is_dir()
        case ("submissions", _, name):
            return name.endswith(".py") and path.is_file()
        case _:
            return False


def _placeholders(folder: Path) -> Iterator[Finding]:
    for name in _TEXTS:
        lines = [number for number, line in enumerate(text_of(folder / name).splitlines(), 1) if PLACEHOLDER in line]
        if lines:
            numbers = ", ".join(map(str, lines))
            what = f"still says {PLACEHOLDER} (line{'s' if len(lines) > 1 else ''} {numbers})"
            yield error(name, what, "Replace the placeholder with your own text.")


def _submissions(folder: Path) -> Iterator[Finding]:
    files, known = submissions(folder), len(accepted(folder))
    right = sum(path.parent.name in _RIGHT for path in files)
    rejected = len(files) - right
    if known < MIN_ACCEPTED:
        hint = "Solve it again in a different way: that shows what the tests take for granted."
        yield error("submissions/accepted", f"needs at least {MIN_ACCEPTED} solutions, has {known}", hint)
    elif right < MIN_STYLES:
        hint = "Write it as others would, into submissions/styles/: with loops, vectorised, with a library's idiom."
        yield warning("submissions", f"are right in only {right} styles; {MIN_STYLES} are better", hint)
    if rejected < MIN_REJECTED:
        kinds = ", ".join(name for name in VERDICTS_OF if name not in _RIGHT)
        hint = f"Add mistakes that candidates really make, in folders named after the verdict: {kinds}."
        what = f"needs at least {MIN_REJECTED} submissions that must not be accepted, has {rejected}"
        yield error("submissions", what, hint)
    for path in files:
        if not _opens_with_docstring(text_of(path)):
            where = path.relative_to(folder).as_posix()
            yield warning(where, "does not say what it does", "Start it with a one-line docstring.")


def _opens_with_docstring(source: str) -> bool:
    try:
        return bool(ast.get_docstring(ast.parse(source)))
    except (SyntaxError, ValueError):
        return True  # one that cannot be loaded may be the very point


def _statements(problem: Problem) -> Iterator[Finding]:
    for name in ("statement.md", "statement.zh.md"):
        if not (problem.folder / name).is_file():
            continue
        text = text_of(problem.folder / name)
        if not text.strip():
            yield error(name, "is empty", "Write the task, the signature, the constraints and an example.")
            continue
        for entry in problem.entry:
            if entry not in text:
                yield error(name, f"does not mention {entry}", "Show its signature, as in the stub.")
        if name == "statement.zh.md" and not _CHINESE.search(text):
            yield error(name, "contains no Chinese text", "Translate statement.md into Chinese.")


def _editorial(problem: Problem) -> Iterator[Finding]:
    name = "editorial.md"
    if not (problem.folder / name).is_file():
        return
    text = text_of(problem.folder / name)
    sections = {
        heading.strip(): body for heading, body in re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", text, re.MULTILINE)
    }
    for section in SECTIONS:
        if not sections.get(section, "").strip():
            yield error(name, f"has nothing under '## {section}'", "docs/problems.md lists the sections.")
    numbers = re.findall(r"^### Hint (.*)$", sections.get("Hints", ""), re.MULTILINE)
    wanted = [str(number) for number in range(1, HINTS + 1)]
    if [number.strip() for number in numbers] != wanted or not all(problem.hints):
        hint = f"Write '### Hint 1' to '### Hint {HINTS}' in order, each with a text."
        yield error(name, f"must have {HINTS} hints, in order", hint)


def _stub(problem: Problem) -> Iterator[Finding]:
    if not (problem.folder / "stub.py").is_file():
        return
    try:
        tree = ast.parse(text_of(problem.folder / "stub.py"))
    except (SyntaxError, ValueError) as wrong:
        yield error("stub.py", f"cannot be parsed: {wrong}", "Users start from it, so it must load.")
        return
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = {node.name for node in tree.body if isinstance(node, kinds)}
    for entry in problem.entry:
        if entry not in defined:
            yield error("stub.py", f"does not define {entry}", "Define every name of `entry` in problem.toml.")
