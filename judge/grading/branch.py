"""What git knows of the branch that is graded: its commits, what it changes, and files of another ref."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import ProblemError, UsageError
from judge.grading.git import DEEPEN, MAX_BLOB, Git
from judge.source import shown_path

RULES: Final = "judge.toml"
"""The rules of a repository, at its top."""
MAX_CHANGES: Final = 300_000
MAX_FILES: Final = 20_000
MAX_BYTES: Final = 256 << 20
_LONGEST_NAME: Final = 255
"""Bytes of a name in any file system."""

LINK: Final = 0o120000
MODULE: Final = 0o160000
_FILE: Final = 0o100000
_KIND: Final = 0o170000

_REF: Final = re.compile(r"[^\x00-\x20\x7f-\x9f:-][^\x00-\x1f\x7f-\x9f:]{0,299}")

_SUFFIX: Final = re.compile(r"[~^]|@\{")
_PLACES: Final = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
"""Where git looks for a short name, in this order."""
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LIKE_A_HASH: Final = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out of a ref: a folder of problems and the rules, as far as there are any."""

    commit: str
    problems: Path | None
    rules: Path | None


def commit_of(git: Git, ref: str, option: str = "") -> str:
    """The hash of the commit that a ref names.

    Args:
        git: on the repository.
        ref: anything that names a commit: a branch, a tag, a hash, HEAD~3.
        option: who asks, for the complaint.
    """
    if _REF.fullmatch(ref):
        _refuse_two_meanings(git, ref, option)
        found = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", fails=True)
        if found:
            return found.decode().strip()
    if ref == "HEAD":
        raise UsageError("there is no commit on this branch yet", "Commit the solutions, or leave --base out.")
    raise UsageError(f"{option} {ref[:100]!r}: this repository has no such commit".lstrip(), _how_to_get(git, ref))


def changed(git: Git, base: str, below: Sequence[str] = ()) -> dict[str, int]:
    """What HEAD has added or changed since it left `base`: path from the top of the repository, and git's mode.

    Where the two have merged each other in both directions there are several places where it left. What differs
    from one of them counts then, unless `base` itself has it just so.

    Args:
        git: on the repository.
        base: the ref.
        below: only what lies below these paths from the top; everything where there is none.
    """
    tip, head = commit_of(git, base, "--base"), commit_of(git, "HEAD")
    forks = (git.ask("merge-base", "--all", tip, head, fails=True) or b"").decode().split()
    if not forks:
        if git.shallow:
            why = "this is a shallow clone, and its history does not reach back to where the branch left"
            raise UsageError(f"--base {base}: {why}", DEEPEN)
        raise UsageError(f"--base {base} and this branch have no commit in common", "Name the branch it came from.")
    found: dict[str, int] = {}
    for fork in forks:
        found |= _differences(git, fork, head, below)
    if len(forks) > 1:
        new = _differences(git, tip, head, below)
        found = {path: mode for path, mode in found.items() if path in new}
    return found


def commits_since(git: Git, base: str, path: str) -> int:
    """How many commits of HEAD that are not in `base` have changed a path from the top; merges are none."""
    wanted = ("rev-list", "--count", "--no-merges", "--full-history")
    told = git.ask(*wanted, commit_of(git, "HEAD"), "^" + commit_of(git, base, "--base"), "--", path)
    return int(told)


def take(git: Git, wanted: str, into: Path) -> Taken:
    """Write the problems and rules of `REF` or `REF:FOLDER` into a folder of ours, byte for byte.

    Raises:
        ProblemError: there is a link, a submodule or something too large among them.
    """
    ref, _, folder = wanted.partition(":")
    folder = folder.strip("/") or "problems"
    if not _can_be_a_file(folder):
        raise UsageError(
            f"--problems-from {wanted}: {shown_path(folder)} is no folder in a tree", "For example: main:problems"
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
            left -= int(size)
            seen.add(path)
            if left < 0 or len(seen) > MAX_FILES:
                limits = f"{MAX_FILES:,} files or {MAX_BYTES >> 20} MB"
                raise ProblemError(f"{ref}:{shown_path(folder)} has more than {limits}")
            if path == folder:
                raise ProblemError(f"{ref}:{shown_path(folder)} is a file, not a folder of problems")
            inside = path if path == RULES else f"problems/{path[len(folder) + 1 :]}"
            _put(into / inside, content(blob), f"{ref}:{shown_path(path)}")
    problems = into / "problems"
    taken = Taken(commit, problems if problems.is_dir() else None, into / RULES if RULES in seen else None)
    if taken.problems is None and taken.rules is None:
        raise UsageError(
            f"--problems-from {wanted}: there is neither a folder {shown_path(folder)} nor a {RULES} in it",
            "Name the folder: --problems-from REF:FOLDER",
        )
    return taken


def _differences(git: Git, old: str, new: str, below: Sequence[str]) -> dict[str, int]:
    """Path and mode of what `new` has that is not the same in `old`."""
    found: dict[str, int] = {}
    lines = git.lines(
        *("diff-tree", "-r", "-z", "--raw", "--no-renames", "--diff-filter=d"),
        *("--no-ext-diff", "--no-textconv", old, new, "--", *below),
    )
    for facts in lines:
        found[os.fsdecode(next(lines, b""))] = int(facts.split()[1], 8)
        if len(found) > MAX_CHANGES:
            raise UsageError(f"this branch changes more than {MAX_CHANGES:,} files", "Name a --base nearer to it.")
    return found


def _refuse_two_meanings(git: Git, ref: str, option: str) -> None:
    """Raise UsageError where a short name is that of two refs, or of a ref and a commit.

    git takes a tag before a branch: whoever may push a tag called main could say what main is.
    """
    name = _SUFFIX.split(ref)[0]
    if name in {"", "@", "HEAD"} or name.startswith("refs/") or _HASH.fullmatch(name):
        return
    places = [place.format(name) for place in _PLACES]
    there = [place for place in places if git.ask("show-ref", "--verify", "--quiet", place, fails=True) is not None]
    meanings = [*map(shown_path, there), *(["the beginning of a hash"] if _LIKE_A_HASH.fullmatch(name) else [])]
    if there and len(meanings) > 1:
        what = f"{option} {name!r} could be {' and '.join(meanings)}".lstrip()
        raise UsageError(what, f"Give it in full: {option} {shown_path(there[-1])}")


def _how_to_get(git: Git, ref: str) -> str:
    remote, _, name = ref.partition("/")
    if remote == "origin" and name:
        fetch = f"Fetch it: git fetch origin {name}:refs/remotes/origin/{name}"
    else:
        fetch = "See what there is: git branch --all"
    return f"{fetch}; a clone by CI is often of one commit only: {DEEPEN}" if git.shallow else fetch


def _check_entry(ref: str, path: str, mode: int, size: bytes) -> None:
    """Raise ProblemError where it is no plain file of an ordinary size and name, UsageError where it is missing."""
    shown = f"{ref}:{shown_path(path)}"
    kind = mode & _KIND
    if kind != _FILE:
        what = {LINK: "a symbolic link", MODULE: "a submodule"}.get(kind, "no plain file")
        raise ProblemError(f"{shown} is {what}, which is not followed", "Put a plain file there.")
    if not _can_be_a_file(path):
        raise ProblemError(f"{shown[:300]} is no name that a file can have")
    if not size.isdigit():
        raise UsageError(f"{shown} is missing in this repository", "Is it a partial clone? Clone without --filter.")
    if int(size) > MAX_BLOB:
        raise ProblemError(f"{shown} is larger than {MAX_BLOB >> 20} MB")


def _can_be_a_file(path: str) -> bool:
    """Whether a path in a tree may be written below a folder of ours. A tree can have any names in it."""
    return not any(
        part in {"", ".", ".."} or part.lower() == ".git" or len(os.fsencode(part)) > _LONGEST_NAME
        for part in path.split("/")
    )


def _put(path: Path, data: bytes, shown: str) -> None:
    """Write a file that is not there yet."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except (FileExistsError, NotADirectoryError):
        raise ProblemError(f"{shown} is in that tree twice, or as a file and a folder") from None
    except OSError as error:
        raise UsageError(
            f"{shown} cannot be written to {path}: {error.strerror}", "Is there room left? df -h"
        ) from None
