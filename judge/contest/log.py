"""The log of a run: one append-only file, from which everything else about the run follows. Knows no terminal.

Each line is an event (`judge.contest.events`) with both clocks, its place, and a hash over itself and the hash before
it, so that an edited line shows. The first says what is played, so that a log is complete in itself. A source stands on
a line of its own, before the event that names its sha256: it is outside of the chain, and may be left out of an export.

    {"source":"5f0c...","text":"def add(a, b): ..."}
    {"seq":2,"event":"received",...,"at_s":61.25,"wall":"2026-...Z","boot_s":812.5,"boot_id":"...","hash":"9a1e..."}

A line is on disk before `append` returns. What a killed program left of a line is cut off by the next one that writes.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from judge.contest.clock import Reading
from judge.contest.events import Event, Started, fields_of
from judge.contest.model import Run
from judge.contest.reading import SCHEMA, Log, chained, parse
from judge.errors import StorageError, UsageError

MAX_BYTES: Final = 64 << 20
_OPEN: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read(path: Path) -> Run:
    """The run that a log tells of.

    A broken chain, or a line that cannot be read, makes it not `intact`; its `notes` say which line.

    Raises:
        UsageError: there is no such file, or it is no log that this program reads.
    """
    return load(path).run


def sources(path: Path) -> dict[int, bytes]:
    """The sources of attempts by number, as far as the log has them. Raises as `read`."""
    return dict(load(path).sources)


def messages(path: Path) -> dict[int, str]:
    """Why attempts failed, by number: for the report, after the end. Raises as `read`."""
    return {number: judged.message for number, judged in load(path).judged.items()}


def load(path: Path) -> Log:
    """All of a log. Raises as `read`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _OPEN)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no path"
        raise UsageError(f"{path} cannot be opened: {reason}", "Your own runs: judge contest list") from None
    try:
        return parse(str(path), _bytes(path, descriptor))
    finally:
        os.close(descriptor)


def exported(path: Path, *, with_sources: bool) -> bytes:
    """The log as it is handed to others. Raises as `read`."""
    load(path)
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if with_sources or not line.startswith(b'{"source":'))


def create(path: Path, started: Started, reading: Reading) -> Log:
    """Begin a log. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, 0o644)
        try:
            fields = {"schema": SCHEMA, **fields_of(started)}
            _write(descriptor, _line(fields, 1, 0.0, reading, ""), 0)
        except BaseException:
            path.unlink()
            raise
        finally:
            os.close(descriptor)
        sync_folder(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from None
    return load(path)


def append(path: Path, reading: Reading, make: Callable[[Log, float], Event | None], source: bytes = b"") -> Log:
    """Add an event; it is on disk when this returns.

    Args:
        path: of the log.
        reading: the clocks now.
        make: gives the event for the log as it stands and the contest time; None adds nothing. No other process
            writes meanwhile.
        source: of the attempt that the event tells of.

    Returns:
        The log with that event.

    Raises:
        StorageError: it cannot be written; the log is as it was.
        UsageError: the log cannot be read.
    """
    with _locked(path) as descriptor:
        data = _bytes(path, descriptor)
        log = parse(str(path), data)
        at_s, _ = log.now(reading)
        event = make(log, at_s)
        if event is None:
            return log
        lines = b"\n" if log.unended else b""
        if source and (kept := _source_line(source)) not in data:
            lines += kept
        lines += _line(fields_of(event), log.seq + 1, at_s, reading, log.hash)
        try:
            _write(descriptor, lines, log.end)
        except OSError as error:
            raise _cannot_write(path, error) from None
        return parse(str(path), _bytes(path, descriptor))


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _bytes(path: Path, descriptor: int) -> bytes:
    try:
        size = os.fstat(descriptor).st_size
        data = os.pread(descriptor, MAX_BYTES + 1, 0) if size <= MAX_BYTES else b""
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "Your own runs: judge contest list") from None
    if size > MAX_BYTES or len(data) > MAX_BYTES:
        raise UsageError(f"{path} is larger than {MAX_BYTES >> 20} MB: that is no contest result")
    return data


def _write(descriptor: int, lines: bytes, at: int) -> None:
    """All of it from `at` on, or nothing. Raises OSError."""
    os.ftruncate(descriptor, at)  # what a killed program left of a line was never shown to anybody
    try:
        written = 0
        while written < len(lines):
            written += os.pwrite(descriptor, lines[written:], at + written)
        os.fsync(descriptor)
    except BaseException:
        os.ftruncate(descriptor, at)
        raise


def sync_folder(folder: Path) -> None:
    """See to it that a file that was just made is still there after a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
