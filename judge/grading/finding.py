"""Which files are solutions of what: below some paths, or among what a branch has changed.

Names alone are looked at: nothing is opened or imported.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from judge import source
from judge.errors import UsageError
from judge.grading.branch import MODULE
from judge.grading.results import Candidate, Found

MAX_ENTRIES: Final = 20_000
"""Files and folders that are looked at: a tree with more is not looked at to its end."""
MAX_NAMED: Final = 20
"""Things that are no solutions and are named one by one; of more there is the number."""

_TOO_DEEP: Final = "a folder inside an author's folder: solutions are AUTHOR/ID.py"
_MODULE: Final = "a submodule, which is not followed"


def find(paths: Sequence[Path], problems: Collection[str]) -> Found:
    """The solutions below `paths`: ID.py and AUTHOR/ID.py in a folder, or a file itself.

    Raises:
        UsageError: a path is not there, or a tree has more than MAX_ENTRIES entries.
    """
    search = _Search(frozenset(problems))
    for path in paths:
        search.look_at(path)
    return search.found


def find_changed(
    changed: Mapping[str, int], top: Path, folder: Path, paths: Sequence[Path], problems: Collection[str]
) -> Found:
    """The solutions below `paths` among what git says has changed. The rest of the tree is not looked at.

    Args:
        changed: paths from the top of the repository, with git's modes.
        top: of the repository.
        folder: what `paths` are relative to.
        paths: folders or files.
        problems: their ids.

    Raises:
        UsageError: more than MAX_ENTRIES solutions have changed.
    """
    search = _Search(frozenset(problems))
    roots = [(root, below(root, folder, top)) for root in dict.fromkeys(paths)]
    for name in sorted(changed):
        for root, prefix in roots:
            if name == prefix:
                search.take(root, [root.name], changed[name])
            elif not prefix or name.startswith(f"{prefix}/"):
                inside = name[len(prefix) + 1 :] if prefix else name
                search.take(root / inside, inside.split("/"), changed[name])
    return search.found


def below(path: Path, folder: Path, top: Path) -> str:
    """A path as git names it, from the top of the repository; empty for the top itself.

    Raises:
        UsageError: it lies outside of the repository.
    """
    whole = Path(os.path.normpath(folder / path))
    relative = os.path.relpath(whole, top)
    if _leads_out(relative):  # perhaps only by another name of the same folder
        relative = os.path.relpath(whole.parent.resolve() / whole.name, top)
    if _leads_out(relative):
        where = f"{source.shown_path(path)} is outside of the repository {source.shown_path(top)}"
        raise UsageError(where, "With --base, give paths inside of it.")
    return "" if relative == "." else relative


def _leads_out(relative: str) -> bool:
    return relative == ".." or relative.startswith("../")


class _Search:
    def __init__(self, problems: frozenset[str]) -> None:
        self._problems = problems
        self._seen = 0
        self._candidates: set[Candidate] = set()
        self._unknown: dict[str, str] = {}
        self._unnamed = 0
        self._deep: set[Path] = set()

    @property
    def found(self) -> Found:
        return Found(tuple(sorted(self._candidates)), tuple(self._unknown.items()), self._unnamed)

    # In the file system

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
        entries = self._entries(folder)
        if author and not entries:
            self._say(folder, f"an empty folder, or {_MODULE}")
        for entry in entries:
            path = folder / entry.name
            if _is_passed_over(entry.name):
                continue
            if not entry.is_dir(follow_symlinks=False):
                self._file(path, author)
            elif author:
                self._say(path, _TOO_DEEP)
            else:
                self._folder(path, entry.name)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        found: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as entries:
                found.extend(islice(entries, MAX_ENTRIES + 1))
        except OSError as error:
            self._say(folder, f"cannot be read: {error.strerror}")
        self._count(len(found))
        return sorted(found, key=lambda entry: entry.name)

    # In git's list

    def take(self, path: Path, parts: Sequence[str], mode: int) -> None:
        """One path of a branch; `parts` are what it is called below the folder that is graded."""
        if any(part in {"", ".", ".."} for part in parts):
            self._say(path, "no name that a file can have")
        elif any(_is_passed_over(part) for part in parts):
            pass
        elif len(parts) > len(("AUTHOR", "ID.py")):
            folder = path.parents[len(parts) - 3]
            if folder not in self._deep:
                self._deep.add(folder)
                self._say(folder, _TOO_DEEP)
        elif mode == MODULE:
            self._say(path, _MODULE)
        elif len(parts) > 1 and os.path.islink(path.parent):  # noqa: PTH114 - where Path raises, this says no
            self._say(path, "behind a symbolic link, which is not followed")
        else:
            before = len(self._candidates)
            self._file(path, parts[0] if len(parts) > 1 else "")
            self._count(len(self._candidates) - before)

    # In either

    def _file(self, path: Path, author: str) -> None:
        stem = path.name.removesuffix(".py")
        if not path.name.endswith(".py"):
            self._say(path, "not a Python file")
        elif stem not in self._problems:
            self._say(path, "not named after a problem")
        else:
            self._candidates.add(Candidate(author, stem, path))

    def _count(self, more: int) -> None:
        self._seen += more
        if self._seen > MAX_ENTRIES:
            raise UsageError(
                f"there are more than {MAX_ENTRIES:,} files and folders to look at",
                "Name the folders or files that are to be graded, or give --base REF for what the branch has changed.",
            )

    def _say(self, path: Path, reason: str) -> None:
        if len(self._unknown) < MAX_NAMED:
            self._unknown[source.shown_path(path)] = reason
        else:
            self._unnamed += 1


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"
