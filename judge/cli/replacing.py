"""Files that are written whole or not at all, in a folder where a stranger may have put something: a link, perhaps.

A relative path begins where the branch may have put it: a link on the way, or in the file's own place, is refused, and
so is what is no file. Of an absolute path the folders are taken as they are; a link in the file's own place is replaced
and not followed, and what can only be written into (/dev/stdout, a FIFO) is.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from judge.errors import UsageError
from judge.source import shown_path


def put(file: str, data: bytes) -> None:
    """Write a file in the place of the one that is there. Raises UsageError."""
    try:
        path = _checked(file)
        if _is_stream(path):
            with path.open("wb") as stream:
                stream.write(data)
        else:
            _replace(path, data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{shown_path(file)} cannot be written: {reason}", "Give another file.") from None


def remove(file: str) -> None:
    """Let there be no such file, where that can be done."""
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
        raise UsageError(f"{shown_path(path)} is no regular file", "Give another one, or an absolute path.")
    return path


def _is_stream(path: Path) -> bool:
    """Whether it is written into, and cannot be replaced: /dev/stdout, /dev/fd/3 of a shell's >(...), a FIFO."""
    return path.is_absolute() and (
        str(path).startswith(("/dev/", "/proc/")) or (path.is_fifo() and not path.is_symlink())
    )


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
