"""The one folder of a user's that we keep besides the records: sockets, and locks between processes.

It lies among the system's temporary files, where others may have put something of the same name first.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from judge.errors import SandboxError


def own_folder(path: Path | None = None, *, mode: int) -> Path:
    """A folder that is ours, made where there is none; by default the one below which everything else lies.

    Raises OSError where it cannot be made, or something else that may not be ours has its name.
    """
    if path is None:
        import tempfile  # noqa: PLC0415 - slow to import, and known where TMPDIR is set

        path = Path(tempfile.gettempdir()) / f"judge-{os.getuid()}"
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise FileExistsError(errno.EEXIST, "it is not a folder of yours", str(path))
    path.chmod(mode)
    return path


@contextlib.contextmanager
def lock(name: str, on_wait: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Held by one process of this user at a time. `on_wait` is told where another has it. Raises SandboxError."""
    try:
        path = own_folder(mode=0o700) / name
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    except OSError as error:
        where = error.filename or error
        raise SandboxError(f"No lock can be made: {where}: {error.strerror}", f"Look at it: ls -ld {where}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
