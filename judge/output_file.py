"""The files that a user asks for with --output, in a folder where a stranger may have put something: a link, perhaps.

A relative path may lead through what a branch brought along: a symbolic link on the way or in the file's own place is
refused, and so is anything but a regular file. Of an absolute path the folders are trusted; a link in the file's own
place is replaced, not followed, and what can only be written into (/dev/stdout, a FIFO) is written into.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from judge import disk
from judge.errors import UsageError
from judge.source import shown_path


def write(file: str, data: bytes) -> None:
    """Write a file, in the place of the one that is there. Raises UsageError."""
    try:
        path = _checked(file)
        if _is_stream(path):
            with path.open("wb") as stream:
                stream.write(data)
        else:
            disk.replace(path, data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{shown_path(file)} cannot be written: {reason}", "Choose another file.") from None


def remove(file: str) -> None:
    """Remove a file if it is there and can be removed."""
    with contextlib.suppress(OSError, ValueError, UsageError):
        path = _checked(file)
        if not _is_stream(path):
            path.unlink()


def refuse_links(path: Path) -> None:
    """Raise UsageError where a part of a relative path is a symbolic link."""
    if path.is_absolute():
        return
    linked = [part for part in (path, *path.parents) if os.path.islink(part)]  # noqa: PTH114 - where Path raises, no
    if linked:
        raise UsageError(
            f"{shown_path(path)}: {shown_path(linked[-1])} is a symbolic link, which is not followed",
            "The branch may have put it there; give an absolute path.",
        )


def _checked(file: str) -> Path:
    path = Path(file)
    if path.is_absolute():
        return path
    refuse_links(path)
    if path.exists() and not path.is_file():
        raise UsageError(f"{shown_path(path)} is not a regular file", "Choose another file, or give an absolute path.")
    return path


def _is_stream(path: Path) -> bool:
    """Whether it is written into, and cannot be replaced: /dev/stdout, /dev/fd/3 of a shell's >(...), a FIFO."""
    return path.is_absolute() and (
        str(path).startswith(("/dev/", "/proc/")) or (path.is_fifo() and not path.is_symlink())
    )
