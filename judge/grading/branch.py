"""What git knows about the graded branch: its commits, and the files that it changes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import Final

from judge.errors import UsageError
from judge.grading.git import DEEPEN, Git
from judge.source import shown_path

LINK: Final = 0o120000
MODULE: Final = 0o160000

MAX_CHANGES: Final = 300_000
_MAX_NAMES: Final = 32 << 20
"""Bytes of the names of all changed files."""
_REF: Final = re.compile(r"[^\x00-\x20\x7f-\x9f:-][^\x00-\x1f\x7f-\x9f:]{0,299}")

_SUFFIX: Final = re.compile(r"[~^]|@\{")
_PLACES: Final = ("refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
"""Where git looks for a short name, in order."""
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LIKE_A_HASH: Final = re.compile(r"[0-9a-f]{4,64}")


def commit_of(git: Git, ref: str, option: str = "") -> str:
    """The hash of the commit that a ref names.

    Args:
        git: on the repository.
        ref: anything that names a commit: a branch, a tag, a hash, HEAD~3.
        option: the option that names the ref, for the error message.
    """
    if _REF.fullmatch(ref):
        _refuse_two_meanings(git, ref, option)
        found = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", fails=True)
        if found:
            return found.decode().strip()
    if ref == "HEAD":
        raise UsageError("this branch has no commits yet", "Commit the solutions, or omit --base.")
    raise UsageError(f"{option} {ref[:100]!r}: no such commit in this repository".lstrip(), _how_to_get(git, ref))


def changed(git: Git, base: str, below: Sequence[str] = ()) -> dict[str, int]:
    """What HEAD has added or changed since it left `base`: paths from the top of the repository, with git's modes.

    If the two have merged each other in both directions, HEAD has left `base` in several places. A difference from any
    of them counts then, unless `base` itself has the same.

    Args:
        git: on the repository.
        base: the ref.
        below: only what lies below these paths from the top; empty for everything.
    """
    tip, head = commit_of(git, base, "--base"), commit_of(git, "HEAD")
    forks = (git.ask("merge-base", "--all", tip, head, fails=True) or b"").decode().split()
    if not forks:
        if git.shallow:
            why = "this is a shallow clone, whose history does not reach back to where the branch began"
            raise UsageError(f"--base {base}: {why}", DEEPEN)
        raise UsageError(
            f"--base {base} and this branch have no common commit", "Give the branch that it started from: --base REF"
        )
    modes: dict[str, int] = {}
    for fork in forks:
        modes |= _differences(git, fork, head, below)
    if len(forks) > 1:
        new = _differences(git, tip, head, below)
        modes = {path: mode for path, mode in modes.items() if path in new}
    return modes


def commits_since(git: Git, base: str, paths: Iterable[str]) -> list[int]:
    """How many commits of HEAD that are not in `base` have changed each path from the top, not counting merges."""
    between = (commit_of(git, "HEAD"), "^" + commit_of(git, base, "--base"))
    wanted = ("rev-list", "--count", "--no-merges", "--full-history")
    return [int(git.ask(*wanted, *between, "--", path)) for path in paths]


def _differences(git: Git, old: str, new: str, below: Sequence[str]) -> dict[str, int]:
    """Path and mode of what `new` has and `old` has differently or not at all."""
    modes: dict[str, int] = {}
    lines = git.lines(
        *("diff-tree", "-r", "-z", "--raw", "--no-renames", "--diff-filter=d"),
        *("--no-ext-diff", "--no-textconv", old, new, "--", *below),
    )
    left = _MAX_NAMES
    for facts in lines:
        name = next(lines, b"")
        modes[os.fsdecode(name)] = int(facts.split()[1], 8)
        left -= len(name)
        if len(modes) > MAX_CHANGES or left < 0:
            many = f"more than {MAX_CHANGES:,} files, or {_MAX_NAMES >> 20} MB of names"
            raise UsageError(f"this branch changes {many}", "Give a more recent --base.")
    return modes


def _refuse_two_meanings(git: Git, ref: str, option: str) -> None:
    """Raise UsageError if a short name stands for two refs, or for a ref and a commit.

    git prefers a tag to a branch: whoever may push a tag named main could decide what main is.
    """
    name = _SUFFIX.split(ref)[0]
    if name in {"", "@", "HEAD"} or name.startswith("refs/") or _HASH.fullmatch(name):
        return
    places = [place.format(name) for place in _PLACES]
    existing = [place for place in places if git.ask("show-ref", "--verify", "--quiet", place, fails=True) is not None]
    meanings = [*map(shown_path, existing), *(["the start of a hash"] if _LIKE_A_HASH.fullmatch(name) else [])]
    if existing and len(meanings) > 1:
        what = f"{option} {name!r} could be {' or '.join(meanings)}".lstrip()
        raise UsageError(what, f"Give the full name: {option} {shown_path(existing[-1])}")


def _how_to_get(git: Git, ref: str) -> str:
    remote, _, name = ref.partition("/")
    if remote == "origin" and name:
        fetch = f"Fetch it: git fetch origin {name}:refs/remotes/origin/{name}"
    else:
        fetch = "List the branches: git branch --all"
    return f"{fetch}; CI often clones only one commit: {DEEPEN}" if git.shallow else fetch
