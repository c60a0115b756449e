"""Folders and files of the user that nobody else may read: records, logs, sockets.

In a shared place, such as the system's temporary folder, somebody may have put something of the same name there first.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import Final

_OTHERS: Final = 0o077


def make_private(folder: Path) -> None:
    """Make a folder, and what is missing above it, that only the user may enter. One that is looser is tightened.

    Not if it is meant to be shared (sticky, as a mounted tmpfs): then only what lies in it is private.

    Raises:
        OSError: it cannot be made, or is not the user's alone; `strerror` says why.
    """
    for missing in [path for path in (folder, *folder.parents) if not os.path.lexists(path)][::-1]:
        with contextlib.suppress(FileExistsError):
            missing.mkdir(mode=0o700)
    mode = _own_mode(folder)
    if mode & _OTHERS and not mode & stat.S_ISVTX:
        with contextlib.suppress(OSError):  # a file system without modes, or one that is read-only
            folder.chmod(mode & ~_OTHERS)


def check_private(folder: Path) -> None:
    """Raise OSError if there is something at the folder's path that is not the user's alone."""
    if os.path.lexists(folder):
        _own_mode(folder)


def make_private_file(path: Path) -> None:
    """Make an empty file that only the user may read; one that is there is kept, and tightened. Raises OSError."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        with contextlib.suppress(OSError):
            if (mode := stat.S_IMODE(path.stat().st_mode)) & _OTHERS:
                path.chmod(mode & ~_OTHERS)


def _own_mode(folder: Path) -> int:
    """The mode of a folder; raises OSError unless it is a folder of the user's and no link."""
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "it is a symbolic link, which somebody else may have put there", str(folder))
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "it is not a folder", str(folder))
    if found.st_uid != os.getuid():
        raise PermissionError(errno.EPERM, "it belongs to another user", str(folder))
    return stat.S_IMODE(found.st_mode)
