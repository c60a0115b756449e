"""The user's own folder for sockets and locks between processes: the session's, or one among temporary files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from judge import disk
from judge.errors import SandboxError
from judge.private_folder import make_private


def own_folder(session: Path | None = None) -> Path:
    """The folder, made where there is none.

    Args:
        session: the user's own folder that lasts as long as the session (XDG_RUNTIME_DIR), if there is one.

    Raises:
        OSError: it cannot be made, or something that is not the user's has its name.
    """
    if session is None:
        import tempfile  # noqa: PLC0415 - slow to import, and known where TMPDIR is set

        path = Path(tempfile.gettempdir()) / f"judge-{os.getuid()}"
    else:
        path = session / "judge"
    make_private(path)
    return path


@contextlib.contextmanager
def user_lock(
    name: str, on_wait: Callable[[], object] = lambda: None, *, session: Path | None = None
) -> Iterator[None]:
    """One process of this user at a time. `on_wait` is called where another one is at it. Raises SandboxError."""
    try:
        file = disk.open_lock_file(own_folder(session) / name)
    except OSError as error:
        where = error.filename or error
        raise SandboxError(f"cannot create a lock: {where}: {error.strerror}", f"Check it: ls -ld {where}") from None
    with file:
        if not disk.lock(file, wait=False):
            on_wait()
            disk.lock(file)
        yield
