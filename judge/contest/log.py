"""The log of a run: one append-only file, from which everything else about the run follows. Knows no terminal.

Each line is an event (`judge.contest.events`) with both clocks, its number, and a hash over itself and the hash before
it, so that an edited line shows. The first one says what is played, so that a log is complete. A source is on a line of
its own, before the event that names its sha256; it is outside the chain, so that an export can leave it out.

    {"source":"5f0c...","text":"def add(a, b): ..."}
    {"seq":2,"event":"received",...,"at_s":61.25,"wall":"2026-...Z","boot_s":812.5,"boot_id":"...","hash":"9a1e..."}

A line is on disk before `append` returns. Part of a line that a killed program left is cut off by the next writer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from judge import disk
from judge.contest.clock import Reading
from judge.contest.events import Event, Started, fields_of
from judge.contest.log_parser import SCHEMA, FileState, Log, chained, extended, parse
from judge.contest.model import Run
from judge.errors import StorageError, UsageError
from judge.private_folder import make_private

MAX_BYTES: Final = 64 << 20
_OPEN: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read(path: Path) -> Run:
    """The run of a log.

    A broken chain, or a line that cannot be read, makes it not `intact`; its `notes` say which line.

    Raises:
        UsageError: there is no such file, or it is not a log that this version reads.
    """
    return load(path).run


def load(path: Path) -> Log:
    """All of a log. Raises as `read`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _OPEN)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a path"
        raise UsageError(f"{path} cannot be opened: {reason}", "To see your own runs: judge contest list") from None
    try:
        return _parsed(path, descriptor)
    finally:
        os.close(descriptor)


def refreshed(log: Log) -> Log:
    """The log as it is now, parsed again only if another process has written to it. Raises as `read`."""
    try:
        unchanged = log.state == _state(log.path.stat())
    except OSError:
        unchanged = False
    return log if unchanged else load(log.path)


def exported(log: Log, *, with_sources: bool) -> bytes:
    """The bytes of a log, to be given to others."""
    lines = log.path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if with_sources or not line.startswith(b'{"source":'))


def event_lines(log: Log) -> list[bytes]:
    """The whole lines of a log that are events. An export extends another one if it begins with the same lines."""
    lines = log.path.read_bytes()[: log.end].split(b"\n")
    return [line for line in lines if line and not line.startswith(b'{"source":')]


def create(path: Path, started: Started, reading: Reading) -> Log:
    """Begin a log. Raises StorageError."""
    try:
        make_private(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, 0o600)
        try:
            fields = {"schema": SCHEMA, **fields_of(started)}
            _write(descriptor, _line(fields, 1, 0.0, reading, ""), 0)
        except BaseException:
            path.unlink()
            raise
        finally:
            os.close(descriptor)
        disk.sync_folder(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from None
    return load(path)


def append(log: Log, reading: Reading, make: Callable[[Log, float], Event | None], source: bytes = b"") -> Log:
    """Add an event; it is on disk when this returns.

    Args:
        log: as it was parsed; parsed again first if another process has written to it since.
        reading: the clocks now.
        make: the event for the log as it is now and the contest time; None adds nothing. No other process can write
            meanwhile.
        source: of the attempt that the event is about.

    Returns:
        The log with that event.

    Raises:
        StorageError: it cannot be written; the log is as it was.
        UsageError: the log cannot be read.
    """
    with _locked(log.path) as descriptor:
        if log.state != _state(os.fstat(descriptor)):
            log = _parsed(log.path, descriptor)
        at_s, _ = log.now(reading)
        event = make(log, at_s)
        if event is None:
            return log
        lines = b"\n" if log.unended else b""
        if source and hashlib.sha256(source).hexdigest() not in log.sources:
            lines += _source_line(source)
        lines += _line(fields_of(event), log.seq + 1, at_s, reading, log.hash)
        try:
            _write(descriptor, lines, log.end)
        except OSError as error:
            raise _cannot_write(log.path, error) from None
        return replace(extended(log, lines), state=_state(os.fstat(descriptor)))


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        disk.lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def _parsed(path: Path, descriptor: int) -> Log:
    try:
        state = _state(os.fstat(descriptor))
        data = os.pread(descriptor, MAX_BYTES + 1, 0) if state.size <= MAX_BYTES else b""
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", "To see your own runs: judge contest list"
        ) from None
    if state.size > MAX_BYTES or len(data) > MAX_BYTES:
        raise UsageError(f"{path} is larger than {MAX_BYTES >> 20} MB, too large for a contest run")
    return replace(parse(path, data), state=state)


def _state(status: os.stat_result) -> FileState:
    return FileState(status.st_ino, status.st_size, status.st_mtime_ns)


def _write(descriptor: int, lines: bytes, at: int) -> None:
    """Write all of the lines at an offset, or nothing. Raises OSError."""
    os.ftruncate(descriptor, at)  # part of a line that a killed program left
    try:
        written = 0
        while written < len(lines):
            written += os.pwrite(descriptor, lines[written:], at + written)
        os.fsync(descriptor)
    except BaseException:
        os.ftruncate(descriptor, at)
        raise


def _line(fields: Mapping[str, Any], seq: int, at_s: float, reading: Reading, before: str) -> bytes:
    clocks = {
        "at_s": round(at_s, 3),
        "wall": reading.wall,
        "boot_s": round(reading.boot_s, 3),
        "boot_id": reading.boot_id,
    }
    body = json.dumps({"seq": seq, **fields, **clocks}, separators=(",", ":")).encode()[:-1]
    return body + b',"hash":"' + chained(before, body).encode() + b'"}\n'


def _source_line(source: bytes) -> bytes:
    try:
        content = {"text": source.decode()}
    except UnicodeDecodeError:
        content = {"base64": base64.b64encode(source).decode()}
    name = hashlib.sha256(source).hexdigest()
    return json.dumps({"source": name, **content}, separators=(",", ":")).encode() + b"\n"


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} cannot be written: {error.strerror}", f"Nothing was counted. Check the folder: df -h {path.parent}"
    )
