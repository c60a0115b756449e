"""A Unix socket between the judge and one container, in place of the streams that go through the engine.

Each message through the engine wakes three other processes and is copied by each. Where engine and judge share a file
system the container connects to a socket of the judge's in a folder that it sees read-only; elsewhere streams serve.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import time
from typing import Final, Self

from judge.sandboxes import places

INSIDE: Final = "/io"
"""Where a container sees the folder."""

_ACCEPT_S: Final = 5.0
_ABANDONED_S: Final = 300.0


def folder(owner: str) -> str:
    """The folder of an owner, made where there is none; empty where it cannot be ours alone.

    Others may enter it and not list it: a submission cannot find a name in it, which no one can guess.
    """
    with contextlib.suppress(OSError):
        return str(places.own_folder(places.own_folder(mode=0o700) / owner, mode=0o711))
    return ""


def tidy(owner: str) -> None:
    """Remove sockets that judges have left behind who were killed: one that is in use is there for a moment only."""
    with contextlib.suppress(OSError), os.scandir(folder(owner)) as entries:
        for entry in entries:
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED_S:
                os.unlink(entry.path)  # noqa: PTH108 - of one piece with scandir


class Meeting:
    """A socket with a name that nobody can guess, for one connection. Use it in a `with`: the name is gone after."""

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
