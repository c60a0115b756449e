"""The .git of a branch: where it is, and a bare repository of ours around what may be read of it.

In an unpacked archive a stranger made it. Whatever would lead out of it to another repository or file of the host is
refused: a link, a `.git` file or a `commondir` that the other side does not confirm, alternates. Runs nothing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import UsageError
from judge.source import read_bounded, shown_path

MAX_ENTRIES: Final = 500_000
"""Loose objects and refs, with their folders."""
SMALL: Final = 1 << 20
"""Bytes of each of the few files of .git that are read here."""
_PACKED: Final = 64 << 20
"""Bytes of packed-refs and of the list of shallow commits."""
_OBJECTS: Final = re.compile(r"[0-9a-f]{2}|pack")
"""The folders of objects. `info` names other repositories (alternates) and repeats what the objects say."""


@dataclass(frozen=True, slots=True)
class GitFolder:
    """The folders of a repository: the top of its files, the one of HEAD, the one of refs and objects.

    The last two differ for a worktree.
    """

    top: Path
    own: Path
    common: Path
    is_worktree: bool = False

    @property
    def is_named_from_afar(self) -> bool:
        """Whether only a file at the top names it, which is right for a submodule that names that top, too."""
        return self.own.parent != self.top and not self.is_worktree


def locate(folder: Path) -> GitFolder:
    """The repository around a folder. Raises UsageError where there is none, or where its .git leads elsewhere."""
    for top in (folder, *folder.parents):
        git = top / ".git"
        try:
            mode = os.lstat(git).st_mode
        except OSError:
            continue
        if stat.S_ISLNK(mode):
            raise UsageError(
                f"{shown_path(git)} is a symbolic link, which is not followed", "Clone the repository: git clone"
            )
        if not stat.S_ISDIR(mode):
            return _elsewhere(top, git)
        if os.path.lexists(git / "commondir"):
            raise _leads_out(git / "commondir")
        return GitFolder(top, git, git)
    raise UsageError(f"{shown_path(folder)} is not in a git repository", "Omit --base and --problems-from.")


def _elsewhere(top: Path, file: Path) -> GitFolder:
    """What a `.git` file names: the folder of a worktree, which names that file, or of a submodule."""
    line = os.fsdecode(read_bounded(file, SMALL)).strip()
    target = line.removeprefix("gitdir: ")
    if target == line or "\0" in target:
        raise UsageError(f"{shown_path(file)} does not name a git repository", "Is it intact? Try: git status")
    own = (top / target).resolve()
    if not os.path.lexists(own / "commondir"):
        return GitFolder(top, own, own)
    # a worktree lies in the repository itself, in worktrees/NAME, where the owner of that repository has put it
    common = own.parent.parent
    if (
        own.parent.name != "worktrees"
        or _named_in(own / "commondir") != common
        or _named_in(own / "gitdir") != top.resolve() / ".git"
    ):
        raise _leads_out(file)
    return GitFolder(top, own, common, is_worktree=True)


def _named_in(file: Path) -> Path:
    """The path in a file of a git folder, from that folder."""
    text = os.fsdecode(read_bounded(file, SMALL)).strip().replace("\0", "")
    return (file.parent / text).resolve()


def _leads_out(path: Path) -> UsageError:
    return UsageError(
        f"{shown_path(path)} leads to another repository, which does not know it as its own",
        "Run: git worktree repair, or clone the repository: git clone",
    )


def check_submodule(found: GitFolder, worktree: str) -> None:
    """Raise UsageError unless the `core.worktree` of a folder that a `.git` file names is where that file lies."""
    if not worktree or "\0" in worktree or (found.own / worktree).resolve() != found.top.resolve():
        raise _leads_out(found.top / ".git")


def furnish(found: GitFolder, ours: Path) -> None:
    """Fill `ours`, an empty folder, with HEAD and with links to the refs and objects. Raises UsageError."""
    count = 0
    for name in ("refs", "objects", "reftable"):
        for _ in _checked(found.common / name):
            count += 1
            if count > MAX_ENTRIES:
                where = shown_path(found.common)
                raise UsageError(f"{where} has more than {MAX_ENTRIES:,} loose objects and refs", "Run: git gc")
    for name in ("refs", "reftable"):
        if (found.common / name).is_dir():
            (ours / name).symlink_to((found.common / name).absolute())
    (ours / "objects").mkdir()
    for folder in _folders(found.common / "objects"):
        (ours / "objects" / folder.name).symlink_to(folder.absolute())
    _refuse_alternates(found.common / "objects/info/alternates")
    (ours / "HEAD").write_bytes(read_bounded(found.own / "HEAD", SMALL))
    for name in ("packed-refs", "shallow"):
        # copied: if it were a link to another file of the host, git would quote from that in its error message
        if os.path.lexists(found.common / name):
            (ours / name).write_bytes(read_bounded(found.common / name, _PACKED))


def _folders(objects: Path) -> list[Path]:
    return [path for path in objects.iterdir() if _OBJECTS.fullmatch(path.name)] if objects.is_dir() else []


def _checked(folder: Path) -> Iterator[None]:
    """One item for each file and folder below; raises UsageError at what is neither."""
    if not os.path.lexists(folder):
        return
    if not stat.S_ISDIR(os.lstat(folder).st_mode):
        raise UsageError(f"{shown_path(folder)} is not a folder", "Clone the repository: git clone")
    left = [str(folder)]
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                for entry in entries:
                    yield
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
                    elif not entry.is_file(follow_symlinks=False):
                        what = "a symbolic link" if entry.is_symlink() else "not a regular file"
                        raise UsageError(f"{shown_path(entry.path)} is {what}", "Clone the repository: git clone")
        except OSError as error:
            raise UsageError(f"{shown_path(folder)} cannot be read: {error.strerror}") from None


def _refuse_alternates(file: Path) -> None:
    if os.path.lexists(file) and (not file.is_file() or file.is_symlink() or file.stat().st_size):
        raise UsageError(
            f"{shown_path(file)} names another repository, whose objects are not read",
            f"Copy them: git repack -a -d; then remove {shown_path(file)}",
        )
