"""File locks, and files that are written whole or not at all. What fails raises OSError; callers say it to the user.

The kernel lets go of a lock when its file is closed, so that a killed process holds none.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


def lock(file: int | IO[bytes], *, wait: bool = True) -> bool:
    """Lock an open file until it is closed. Without `wait`, gives False where another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def open_lock_file(path: Path) -> IO[bytes]:
    """A file to lock, made where there is none. No link is followed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    return open(descriptor, "r+b", buffering=0)  # noqa: PTH123 - the caller closes it


def replace(path: Path, data: bytes, *, mode: int | None = None, durable: bool = False) -> None:
    """Write all of a file or none of it, in the place of the one that is there; a link in its place is replaced.

    Args:
        path: of the file.
        data: what it is to hold.
        mode: its permissions; by default those of any new file.
        durable: whether it must still be there after a power cut.
    """
    with replacing(path, data, mode=mode, durable=durable):
        pass
    if durable:
        sync_folder(path.parent)


@contextmanager
def replacing(path: Path, data: bytes, *, mode: int | None = None, durable: bool = False) -> Iterator[None]:
    """As `replace`, in two steps: the data is written before the `with`, and takes the file's place after it."""
    with _draft(path, data, mode=mode, durable=durable) as draft:
        yield
        draft.replace(path)


def create(path: Path, data: bytes) -> None:
    """Write all of a file that only its owner may read, unless there is one already, which then stays."""
    with suppress(FileExistsError), _draft(path, data, mode=0o600, durable=True) as draft:
        os.link(draft, path)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft_of(path: Path) -> Path:
    """A name beside `path` that nobody can have put there before."""
    return path.with_name(f".{path.name[:100]}.{os.urandom(6).hex()}")  # secrets would be slower to import


@contextmanager
def _draft(path: Path, data: bytes, *, mode: int | None, durable: bool) -> Iterator[Path]:
    """A new file beside `path` with this data, gone after the `with`."""
    draft = _draft_of(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with open(os.open(draft, flags, 0o666 if mode is None else 0o600), "wb") as file:  # noqa: PTH123 - a mode
        try:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
            yield draft
        finally:
            draft.unlink(missing_ok=True)
