"""Which files below some paths are solutions of what. Names alone are looked at: nothing is opened or imported."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from judge import source
from judge.errors import UsageError
from judge.grading.results import Candidate, Found

MAX_ENTRIES: Final = 20_000
"""Files and folders that are looked at: a tree with more is not looked at to its end."""


def find(paths: Sequence[Path], problems: Collection[str]) -> Found:
    """The solutions below `paths`: ID.py and AUTHOR/ID.py in a folder, or a file itself.

    Raises:
        UsageError: a path is not there, or a tree has more than MAX_ENTRIES entries.
    """
    search = _Search(frozenset(problems))
    for path in paths:
        search.look_at(path)
    return Found(tuple(sorted(set(search.candidates))), tuple(search.unknown))


class _Search:
    def __init__(self, problems: frozenset[str]) -> None:
        self._problems = problems
        self._seen = 0
        self.candidates: list[Candidate] = []
        self.unknown: list[tuple[str, str]] = []

    def look_at(self, path: Path) -> None:
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"{source.shown_path(path)}: {reason}", "Give files, or folders of solutions.") from None
        if stat.S_ISDIR(mode):
            self._folder(path, "")
        else:
            self._file(path, "")

    def _folder(self, folder: Path, author: str) -> None:
        for entry in self._entries(folder):
            path = folder / entry.name
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if not entry.is_dir(follow_symlinks=False):
                self._file(path, author)
            elif author:
                self._say(path, "a folder inside an author's folder: solutions are AUTHOR/ID.py")
            else:
                self._folder(path, entry.name)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        found = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._seen += 1
                    if self._seen > MAX_ENTRIES:
                        raise UsageError(
                            f"there are more than {MAX_ENTRIES:,} files and folders to look at",
                            "Name the folders or files that are to be graded.",
                        )
                    found.append(entry)
        except OSError as error:
            self._say(folder, f"cannot be read: {error.strerror}")
        return sorted(found, key=lambda entry: entry.name)

    def _file(self, path: Path, author: str) -> None:
        stem = path.name.removesuffix(".py")
        if not path.name.endswith(".py"):
            self._say(path, "not a Python file")
        elif stem not in self._problems:
            self._say(path, "not named after a problem")
        else:
            self.candidates.append(Candidate(author, stem, path))

    def _say(self, path: Path, reason: str) -> None:
        self.unknown.append((source.shown_path(path), reason))
