"""A problem is a folder: read it, check it, and name the file and key at fault. Knows no sandbox.

problem.toml  statement.md  statement.zh.md  stub.py  editorial.md  tests/  submissions/<verdict>/
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from judge import toml
from judge.errors import ProblemError, UsageError

MAX_TEST_BYTES: Final = 4 << 20
MAX_TEXT_BYTES: Final = 1 << 20
PROBLEM_FILES: Final = frozenset(
    {
        "problem.toml",
        "statement.md",
        "statement.zh.md",
        "stub.py",
        "editorial.md",
        "equivalent.toml",
        "saboteurs.toml",
        "promises.toml",
        "tests",
        "submissions",
    }
)

_ID: Final = re.compile(r"[a-z0-9_]{1,64}")


class Runtime(StrEnum):
    """What a solution may import."""

    PYTHON = "python"
    NUMPY = "numpy"
    TORCH = "torch"


class Difficulty(StrEnum):
    """How hard a problem is."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one test.

    Attributes:
        time_s: CPU seconds of all of the solution's processes.
        memory_mb: what the solution may add on top of the loaded runtime.
    """

    time_s: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Complexity:
    """The expected complexity, as shown to people: `O(n log n)`."""

    time: str
    space: str


@dataclass(frozen=True)
class Problem:
    """One problem package, validated."""

    id: str
    folder: Path
    title: str
    title_zh: str
    tags: tuple[str, ...]
    difficulty: Difficulty
    entry: tuple[str, ...]
    runtime: Runtime
    limits: Limits
    complexity: Complexity
    forbidden: tuple[str, ...] = ()
    may_change_arguments: bool = False
    objects_keep_state: bool = False
    asked_in: tuple[str, ...] = ()

    @cached_property
    def stub(self) -> str:
        """What a user starts from."""
        return _read(self.folder, "stub.py")

    @cached_property
    def editorial(self) -> str:
        """Hints, solution, follow-up questions, in Markdown."""
        return _read(self.folder, "editorial.md")

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """The hints of the editorial, in order."""
        section = self.editorial.partition("## Hints")[2].partition("\n## ")[0]
        parts = section.split("### Hint ")[1:]
        return tuple(part.partition("\n")[2].strip() for part in parts)

    def statement(self, lang: str = "en") -> str:
        """The task in Markdown, in `en` or `zh`."""
        return _read(self.folder, "statement.zh.md" if lang == "zh" else "statement.md")

    def test_files(self) -> dict[str, bytes]:
        """The Python files of tests/ by name. Raises ProblemError if there are none, or they are too large."""
        folder = self.folder / "tests"
        files: dict[str, bytes] = {}
        left = MAX_TEST_BYTES
        for path in sorted(folder.glob("*.py")):
            if path.is_file():
                files[path.name] = _contents(self.folder, path, MAX_TEST_BYTES)
                left -= len(files[path.name])
            if left < 0:
                raise ProblemError(f"{folder} is larger than {MAX_TEST_BYTES >> 20} MB")
        if not any(name.startswith("test_") for name in files):
            raise ProblemError(f"{folder} has no test_*.py", "Write tests/test_sample.py; see docs/problems.md.")
        return files


def load(folder: Path) -> Problem:
    """Read a problem folder. Raises ProblemError that names the file and the key."""
    path = folder / "problem.toml"
    text = _read(folder, "problem.toml", toml.MAX_BYTES)
    if not _ID.fullmatch(folder.name):
        raise ProblemError(f"{folder}: {folder.name!r} is not a valid problem id", _ID_HINT)
    fields = toml.parse(text, path, GUIDE)
    limits = fields.table("limits")
    complexity = fields.table("complexity")
    problem = Problem(
        id=folder.name,
        folder=folder,
        title=fields.text("title"),
        title_zh=fields.text("title_zh"),
        tags=fields.texts("tags"),
        difficulty=fields.choice("difficulty", Difficulty),
        entry=fields.texts("entry"),
        runtime=fields.choice("runtime", Runtime),
        forbidden=fields.texts("forbidden", required=False),
        may_change_arguments=fields.flag("may_change_arguments"),
        objects_keep_state=fields.flag("objects_keep_state"),
        asked_in=fields.texts("asked_in", required=False),
        limits=Limits(limits.number("time_s", 0.01, 60), int(limits.number("memory_mb", 1, 4096))),
        complexity=Complexity(complexity.text("time"), complexity.text("space")),
    )
    for table in (fields, limits, complexity):
        table.reject_leftovers()
    return problem


GUIDE: Final = toml.Guide("problems", "docs/problems.md")
_ID_HINT: Final = "Rename the folder: up to 64 lower-case letters, digits and _."


def _read(folder: Path, name: str, limit: int = MAX_TEXT_BYTES) -> str:
    """A text of a problem. Control characters, which would reach the reader's terminal, are refused."""
    path = folder / name
    try:
        data = _contents(folder, path, limit)
    except FileNotFoundError:
        raise ProblemError(f"{path} is missing", f"Run: judge verify {folder.name}") from None
    except OSError as error:
        raise ProblemError(f"{path} cannot be read: {error}") from None
    return toml.text_of(data, path)


def _contents(folder: Path, path: Path, limit: int) -> bytes:
    """The bytes of a regular file inside a problem folder. Raises ProblemError, OSError."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise ProblemError(f"{path} links to a place outside the problem folder", "Put a copy there instead.")
    return toml.contents(path, limit)


class Catalogue:
    """The problems of some folders, by id; an id in an earlier folder hides the same id in later ones."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All ids, sorted."""
        return tuple(sorted(self._folders))

    @cached_property
    def _folders(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for root in self._roots:
            for path in sorted(root.glob("*/problem.toml")):
                found.setdefault(path.parent.name, path.parent)
        return found

    def __iter__(self) -> Iterator[Problem]:
        return (load(self._folders[problem_id]) for problem_id in self.ids)

    def resolve(self, name: str) -> str:
        """The id that a user means: exact, with - for _, as a unique prefix, or as the path of a solution.

        Raises:
            UsageError: no problem or several match; the hint names a similar one.
        """
        if name in self._folders:  # an invalid name too: loading says what is wrong with it
            return name
        wanted = Path(name).stem if name.endswith(".py") else name
        wanted = wanted.strip().lower().replace("-", "_")
        if wanted in self._folders:
            return wanted
        matches = [problem_id for problem_id in self.ids if wanted and problem_id.startswith(wanted)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise UsageError(
                f"{toml.shown(name)} is ambiguous: {', '.join(matches)}", f"For example: judge show {matches[0]}"
            )
        near = difflib.get_close_matches(wanted, self.ids, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"unknown problem {toml.shown(name)}", f"{hint}List all: judge list")

    def load(self, name: str) -> Problem:
        """The problem that a user means. Raises UsageError or ProblemError."""
        return load(self._folders[self.resolve(name)])
