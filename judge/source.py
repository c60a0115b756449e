"""Reads a submitted file, whatever is at its path, without hanging and without following links. Judges nothing.

Any bytes are a submission: an empty file, a syntax error or a strange encoding is for the sandbox to give a verdict on.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from judge.errors import UsageError
from judge.submission import Submission

MAX_SOURCE_BYTES: Final = 256 << 10

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Follow no link, do not wait for the writer of a FIFO, do not take over a terminal."""

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read(path: str | Path) -> Submission:
    """The file as a submission. Raises UsageError where it is no readable regular file of at most 256 KiB."""
    shown = shown_path(path)
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _cannot_open(shown, error) from None
    try:
        source = _read_regular(descriptor, shown)
    except OSError as error:
        raise UsageError(f"{shown} cannot be read: {error.strerror}") from None
    finally:
        os.close(descriptor)
    if len(source) > MAX_SOURCE_BYTES:  # it grew, or has no size (/proc)
        raise _too_large(shown, len(source))
    return Submission(file=shown, source=source)


def read_bounded(path: str | Path, limit: int) -> bytes:
    """A regular file of at most `limit` bytes, under the rules that `read` opens a submission by.

    Raises:
        UsageError: it is not a regular file, too large, or cannot be read.
    """
    shown = shown_path(path)
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown} cannot be read: {getattr(error, 'strerror', '') or error}") from None
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UsageError(f"{shown} is not a regular file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise UsageError(f"{shown} is larger than {limit >> 20} MB")
    return data


def shown_path(path: str | Path) -> str:
    """A path as text to store and print: bytes that are not UTF-8 and control characters are escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _read_regular(descriptor: int, shown: str) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "not a regular file")
        raise UsageError(f"{shown} is {kind}, not a Python file", "Give the path of one .py file.")
    if status.st_size > MAX_SOURCE_BYTES:
        raise _too_large(shown, status.st_size)
    chunks = []
    left = MAX_SOURCE_BYTES + 1
    while left and (chunk := os.read(descriptor, left)):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _too_large(shown: str, size: int) -> UsageError:
    limit = f"{MAX_SOURCE_BYTES >> 10} KiB"
    return UsageError(f"{shown} is too large: {size:,} bytes, the limit is {limit}", "Submit only the solution.")


def _cannot_open(shown: str, error: OSError | ValueError) -> UsageError:
    if isinstance(error, ValueError):  # an embedded NUL
        return UsageError(f"{shown} is not a valid path: it contains a NUL character")
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return UsageError(f"{shown} does not exist", "Check the path, or get a stub with: judge start ID")
        case errno.ELOOP:
            return UsageError(f"{shown} is a symbolic link; links are not followed", "Give the file that it points to.")
        case errno.EACCES | errno.EPERM:
            return UsageError(f"{shown} cannot be read: permission denied", f"Run: chmod u+r {shown}")
        case errno.ENXIO:
            return UsageError(f"{shown} is a socket or a device, not a Python file", "Give the path of one .py file.")
        case _:
            return UsageError(f"{shown} cannot be opened: {error.strerror}")
