"""Which files are solutions of which problems: below given paths, or among the files that a branch has changed.

Only names are looked at: nothing is opened or imported.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from judge import names, source
from judge.errors import UsageError
from judge.grading.branch import MODULE
from judge.grading.results import Candidate, Found

MAX_ENTRIES: Final = 20_000
"""Files and folders that are looked at; larger trees are refused."""
MAX_NAMED: Final = 20
"""Entries that are not solutions and are named one by one; the others are counted."""

_TOO_DEEP: Final = "a folder inside an author's folder: solutions are AUTHOR/ID.py"
_MODULE: Final = "a submodule, which is not followed"
_DOCUMENTS: Final = (".md", ".markdown")
"""Files of these kinds belong beside solutions, so they are passed over in silence unless they are named."""


def find(paths: Sequence[Path], problems: Collection[str]) -> Found:
    """The solutions below `paths`: ID.py and AUTHOR/ID.py in a folder, or a file itself.

    Raises:
        UsageError: a path does not exist, or a tree has more than MAX_ENTRIES entries.
    """
    search = _Search(frozenset(problems))
    for path in paths:
        search.look_at(path)
    return search.found


def find_changed(
    changed: Mapping[str, int], top: Path, folder: Path, paths: Sequence[Path], problems: Collection[str]
) -> Found:
    """The solutions below `paths` among the files that changed according to git. Other files are not looked at.

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
                search.take(root, [root.name], changed[name], is_named=True)
            elif not prefix or name.startswith(f"{prefix}/"):
                inside = name[len(prefix) + 1 :] if prefix else name
                search.take(root / inside, inside.split("/"), changed[name])
    return search.found


def below(path: Path, folder: Path, top: Path) -> str:
    """A path as git names it, from the top of the repository; empty for the top itself.

    Raises:
        UsageError: it lies outside the repository.
    """
    whole = Path(os.path.normpath(folder / path))
    relative = os.path.relpath(whole, top)
    if _leads_out(relative):  # perhaps the folder just has another name
        relative = os.path.relpath(whole.parent.resolve() / whole.name, top)
    if _leads_out(relative):
        where = f"{source.shown_path(path)} is outside the repository {source.shown_path(top)}"
        raise UsageError(where, "With --base, give paths inside it.")
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
        self._reported: set[Path] = set()
        self._decomposed: dict[tuple[Path, str], Path] = {}

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
            self._report(folder, f"an empty folder, or {_MODULE}")
        for entry in entries:
            path = folder / entry.name
            if _is_hidden(entry.name):
                continue
            if not entry.is_dir(follow_symlinks=False):
                if not _is_document(entry.name):
                    self._file(path, author)
            elif author:
                self._report(path, _TOO_DEEP)
            elif (name := self._author_of(path)) is not None:
                self._folder(path, name)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        found: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as entries:
                found.extend(islice(entries, MAX_ENTRIES + 1))
        except OSError as error:
            self._report(folder, f"cannot be read: {error.strerror}")
        self._count(len(found))
        return sorted(found, key=lambda entry: entry.name)

    # In git's list

    def take(self, path: Path, parts: Sequence[str], mode: int, *, is_named: bool = False) -> None:
        """One path of a branch; `parts` are its names below the graded folder. `is_named` if it was given itself."""
        if any(part in {"", ".", ".."} for part in parts):
            self._report(path, "not a valid file name")
        elif any(_is_hidden(part) for part in parts) or (_is_document(parts[-1]) and not is_named):
            pass
        elif len(parts) > len(("AUTHOR", "ID.py")):
            self._report(path.parents[len(parts) - 3], _TOO_DEEP)
        elif mode == MODULE:
            self._report(path, _MODULE)
        elif _is_behind_link(path, len(parts)):
            self._report(path, "behind a symbolic link, which is not followed")
        elif (author := self._author_of(path.parent) if len(parts) > 1 else "") is not None:
            before = len(self._candidates)
            self._file(path, author)
            self._count(len(self._candidates) - before)

    # Both

    def _author_of(self, folder: Path) -> str | None:
        """The author of a folder; None, after a report, if the name could be taken for that of somebody else."""
        name = names.normal(folder.name)
        if reason := self._mistakable(folder, name):
            self._report(folder, reason)
            return None
        return name

    def _mistakable(self, folder: Path, name: str) -> str:
        """What is wrong with the name of an author's folder; empty if nothing is.

        A file system or an archive may have decomposed a name (NFD), so that alone is no reason to refuse it.
        """
        if (clean := names.clean(name)) != name:
            to = f" to {clean!r}" if clean else ""
            return f"a name with invisible characters or unusual spaces: rename it{to}"
        if name == folder.name:
            return ""
        first = self._decomposed.setdefault((folder.parent, name), folder)
        if first != folder or _is_another(folder.with_name(name), folder):
            return f"the same name as another folder, in other characters: move its files to {name!r}"
        return ""

    def _file(self, path: Path, author: str) -> None:
        stem = path.name.removesuffix(".py")
        if not path.name.endswith(".py"):
            self._report(path, "not a Python file")
        elif stem not in self._problems:
            self._report(path, "not named after a problem")
        else:
            self._candidates.add(Candidate(author, stem, path))

    def _count(self, more: int) -> None:
        self._seen += more
        if self._seen > MAX_ENTRIES:
            raise UsageError(
                f"more than {MAX_ENTRIES:,} files and folders to look at",
                "Give the folders or files to grade, or --base REF to grade only what the branch has changed.",
            )

    def _report(self, path: Path, reason: str) -> None:
        if path in self._reported:
            return
        self._reported.add(path)
        if len(self._unknown) < MAX_NAMED:
            self._unknown[source.shown_path(path)] = reason
        else:
            self._unnamed += 1


def _is_another(path: Path, folder: Path) -> bool:
    """Whether there is another folder at a path; some file systems find the same one by both names."""
    try:
        return not os.path.samestat(os.lstat(path), os.lstat(folder))
    except (OSError, ValueError):
        return False


def _is_behind_link(path: Path, inside: int) -> bool:
    """Whether one of its folders is a link; of an absolute path the last `inside` parts are the branch's."""
    folders = list(path.parents)[: inside - 1 if path.is_absolute() else None]
    return any(os.path.islink(folder) for folder in folders)  # noqa: PTH114 - where Path raises, this gives False


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def _is_document(name: str) -> bool:
    return name.lower().endswith(_DOCUMENTS)
