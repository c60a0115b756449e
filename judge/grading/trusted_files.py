"""Problems and rules as they are in git at another ref, written to a folder of our own byte for byte."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import ProblemError, UsageError
from judge.grading.branch import LINK, MODULE, commit_of
from judge.grading.git import MAX_BLOB, Git
from judge.grading.rules import FILE as RULES
from judge.source import shown_path

MAX_FILES: Final = 20_000
MAX_BYTES: Final = 256 << 20
_LONGEST_NAME: Final = 255
"""Bytes of a name in common file systems."""

_FILE: Final = 0o100000
_KIND: Final = 0o170000


@dataclass(frozen=True, slots=True)
class TrustedFiles:
    """What was written: a folder of problems and the file of the rules, as far as the ref has them."""

    commit: str
    problems: Path | None
    rules: Path | None


def write_trusted_files(git: Git, wanted: str, into: Path) -> TrustedFiles:
    """Write the problems and rules of `REF` or `REF:FOLDER` to the folder `into`.

    Raises:
        ProblemError: a link, a submodule or something too large is among them.
    """
    ref, _, folder = wanted.partition(":")
    folder = folder.strip("/") or "problems"
    if not _can_be_a_file(folder):
        raise UsageError(
            f"--problems-from {wanted}: {shown_path(folder)} is not a valid folder", "For example: main:problems"
        )
    commit = commit_of(git, ref, "--problems-from")
    seen: set[str] = set()
    listed = git.lines("ls-tree", "-r", "-z", "-l", commit, "--", folder, RULES)
    with git.contents() as content:
        left = MAX_BYTES
        for line in listed:
            facts, _, name = line.partition(b"\t")
            path = os.fsdecode(name)
            mode, _, blob, size = facts.split()
            _check_entry(ref, path, int(mode, 8), size)
            left -= int(size) + len(line)
            seen.add(path)
            if left < 0 or len(seen) > MAX_FILES:
                limits = f"{MAX_FILES:,} files or {MAX_BYTES >> 20} MB"
                raise ProblemError(f"{ref}:{shown_path(folder)} has more than {limits}")
            if path == folder:
                raise ProblemError(f"{ref}:{shown_path(folder)} is a file, not a folder of problems")
            inside = path if path == RULES else f"problems/{path[len(folder) + 1 :]}"
            _put(into / inside, content(blob), f"{ref}:{shown_path(path)}")
    problems = into / "problems"
    written = TrustedFiles(commit, problems if problems.is_dir() else None, into / RULES if RULES in seen else None)
    if written.problems is None and written.rules is None:
        raise UsageError(
            f"--problems-from {wanted}: found neither a folder {shown_path(folder)} nor a {RULES}",
            "Give the folder: --problems-from REF:FOLDER",
        )
    return written


def _check_entry(ref: str, path: str, mode: int, size: bytes) -> None:
    """Raise ProblemError unless it is a regular file of ordinary size and name, UsageError if it is missing."""
    shown = f"{ref}:{shown_path(path)}"
    kind = mode & _KIND
    if kind != _FILE:
        what = {LINK: "a symbolic link", MODULE: "a submodule"}.get(kind, "not a regular file")
        raise ProblemError(f"{shown} is {what}; only regular files are read", "Replace it with a regular file.")
    if not _can_be_a_file(path):
        raise ProblemError(f"{shown[:300]} is not a valid file name")
    if not size.isdigit():
        raise UsageError(f"{shown} is missing in this repository", "If it is a partial clone, clone without --filter.")
    if int(size) > MAX_BLOB:
        raise ProblemError(f"{shown} is larger than {MAX_BLOB >> 20} MB")


def _can_be_a_file(path: str) -> bool:
    """Whether a path in a tree may be written below a folder of ours: a tree may contain any names."""
    return not any(
        part in {"", ".", ".."} or part.lower() == ".git" or len(os.fsencode(part)) > _LONGEST_NAME
        for part in path.split("/")
    )


def _put(path: Path, data: bytes, shown: str) -> None:
    """Write a file that does not exist yet."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except (FileExistsError, NotADirectoryError):
        raise ProblemError(f"{shown} is in the tree twice, or both as a file and as a folder") from None
    except OSError as error:
        raise UsageError(f"cannot write {shown} to {path}: {error.strerror}", "Is the disk full? See df -h") from None
