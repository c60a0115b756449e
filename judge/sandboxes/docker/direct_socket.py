"""A Unix socket between the judge and one container, in place of streams through the engine.

A message through the engine wakes three other processes, each of which copies it. If engine and judge share a file
system, the container connects to a socket of the judge in a folder that it sees read-only; if not, streams are used.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import time
from pathlib import Path
from typing import Final, Self

from judge.private_folder import check_private
from judge.sandboxes.own_folder import own_folder

INSIDE: Final = "/io"
"""The folder's path inside a container."""

_ACCEPT_S: Final = 5.0
_ABANDONED_S: Final = 300.0


def folder(owner: str, session: Path | None = None) -> str:
    """The folder of an owner, made if it is missing; empty if it cannot belong to the user alone.

    Others may enter but not list it, so that a submission cannot find the names in it, which cannot be guessed.
    """
    with contextlib.suppress(OSError):
        path = own_folder(session) / owner
        path.mkdir(mode=0o711, exist_ok=True)
        check_private(path)
        path.chmod(0o711)  # whatever the umask; the folder above keeps others out
        return str(path)
    return ""


def tidy(owner: str, session: Path | None = None) -> None:
    """Remove the sockets of judges that were killed: one in use exists for a moment only."""
    with contextlib.suppress(OSError), os.scandir(folder(owner, session)) as entries:
        for entry in entries:
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED_S:
                os.unlink(entry.path)  # noqa: PTH108 - of one piece with scandir


class Listener:
    """A socket for one connection, under a name that cannot be guessed and that is removed at the end of a `with`."""

    def __init__(self, folder: str) -> None:
        self.name = secrets.token_hex(16)
        self._path = f"{folder}/{self.name}"
        self._listener = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> Self:
        self._listener.bind(self._path)
        os.chmod(self._path, 0o666)  # noqa: PTH101, S103 - a container's user is not ours; the folder keeps others out
        self._listener.listen(1)
        self._listener.settimeout(_ACCEPT_S)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._path)  # noqa: PTH108 - quicker
        self._listener.close()

    def accept(self) -> socket.socket:
        """The connection. Raises OSError."""
        return self._listener.accept()[0]
