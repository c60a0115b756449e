"""The user's own folder among the system's temporary files, for sockets and for locks between processes.

Others may have put something of the same name there first.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from judge import disk
from judge.errors import SandboxError


def own_folder(path: Path | None = None, *, mode: int) -> Path:
    """A folder that is the user's, made where there is none; by default the one that holds the others.

    Raises OSError where it cannot be made, or where something that is not the user's has its name.
    """
    if path is None:
        import tempfile  # noqa: PLC0415 - slow to import, and known where TMPDIR is set

        path = Path(tempfile.gettempdir()) / f"judge-{os.getuid()}"
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise FileExistsError(errno.EEXIST, "not a folder of yours", str(path))
    path.chmod(mode)
    return path


@contextlib.contextmanager
def user_lock(name: str, on_wait: Callable[[], object] = lambda: None) -> Iterator[None]:
    """One process of this user at a time. `on_wait` is called where another one is at it. Raises SandboxError."""
    try:
        file = disk.open_lock_file(own_folder(mode=0o700) / name)
    except OSError as error:
        where = error.filename or error
        raise SandboxError(f"cannot create a lock: {where}: {error.strerror}", f"Check it: ls -ld {where}") from None
    with file:
        if not disk.lock(file, wait=False):
            on_wait()
            disk.lock(file)
        yield
