"""What has been judged, on disk as it comes: a file of lines that only grows, so that a crash loses nothing.

A result is found again only if all is the same that decides it. Each line is sealed with a key that lies elsewhere: a
file that a stranger's branch brings along holds nothing that is believed. Knows no sandbox and no terminal.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Self

from judge import source, stored
from judge.errors import StorageError, UsageError
from judge.grading.results import Candidate, Graded
from judge.source import shown_path

_LINE: Final = re.compile(rb"([0-9a-f]{64}) (\{.*\})")
_BEGINNING: Final = re.compile(rb"[0-9a-f]{64} \{|$")
_KEY_BYTES: Final = 32
_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def go_on(
    candidates: Iterable[Candidate],
    mark: Callable[[Candidate, str], str],
    kept: Kept,
    judge: Callable[[Sequence[Candidate]], Iterator[Graded]],
) -> Iterator[Graded]:
    """All results: those that were kept, then the rest, each kept before it is given.

    Args:
        candidates: whose results are wanted.
        mark: of a candidate and the digest of its source.
        kept: from before.
        judge: judges the rest.

    Raises:
        StorageError: a result cannot be kept.
    """
    left = []
    for candidate in candidates:
        known = None
        if kept.holds_any:
            with contextlib.suppress(UsageError):  # what cannot be read, judging says
                known = kept.find(mark(candidate, source.read(candidate.path).sha256))
        if known is None:
            left.append(candidate)
        else:
            yield known
    for graded in judge(left):
        if graded.report is not None:
            # the source as it was judged, whatever the file holds by now
            kept.add(mark(graded.candidate, graded.report.sha256), graded)
        yield graded


class InUseError(UsageError):
    """Another process writes to the file."""


def key_in(folder: Path) -> bytes:
    """The key that lines are sealed with, made when it is first asked for. Raises StorageError."""
    path, draft = folder / "grading.key", folder / f"grading.key.{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a mode
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)  # whole, or not at all, and never over another process's
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        key = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{shown_path(path)} cannot be made: {error.strerror}", _HOME) from None
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{shown_path(path)} is damaged", "Remove it; what was kept is judged again.")
    return key


class Kept:
    """The results in one file, open and locked for the length of a `with`.

    Attributes:
        found: how many were there already and have been asked for.
        damaged: lines of the file that are not ours, or were cut off.

    Raises of every method:
        StorageError: the file cannot be read or written.
    """

    def __init__(self, path: Path, key: bytes, *, resume: bool) -> None:
        """Open it.

        Args:
            path: it is made where it is not there.
            key: what its lines are sealed with.
            resume: whether what is in it is used; otherwise it begins anew.

        Raises:
            InUseError: another process has it open.
            UsageError: there is something else at the path.
        """
        self._path = path
        self._key = key
        self._known: dict[str, Graded] = {}
        self.found = 0
        self.damaged = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(os.open(path, _FLAGS, 0o600), "r+b", buffering=0)  # noqa: PTH123, SIM115 - closed at the end
        except OSError as error:
            raise StorageError(f"{shown_path(path)} cannot be opened: {error.strerror}", _ELSEWHERE) from None
        try:
            self._begin(resume=resume)
        except OSError as error:  # a file system without locks
            self._file.close()
            raise StorageError(f"{shown_path(path)} cannot be used: {error.strerror}", _ELSEWHERE) from None
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def holds_any(self) -> bool:
        """Whether there is anything to find."""
        return bool(self._known)

    def find(self, mark: str) -> Graded | None:
        """The result that was kept under a mark."""
        graded = self._known.get(mark)
        self.found += graded is not None
        return graded

    def add(self, mark: str, graded: Graded) -> None:
        """Keep a result; it is on disk when this returns."""
        told = json.dumps({"mark": mark, "graded": _object(graded)}).encode()
        line = self._seal(told) + b" " + told + b"\n"
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StorageError(f"{shown_path(self._path)} cannot be written: {error.strerror}", _ROOM) from None

    def _seal(self, told: bytes) -> bytes:
        return hmac.new(self._key, told, hashlib.sha256).hexdigest().encode()

    def _begin(self, *, resume: bool) -> None:
        if not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
            raise UsageError(f"{shown_path(self._path)} is no regular file", _ELSEWHERE)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            what = f"another judge grade is at work with {shown_path(self._path)}"
            raise InUseError(what, "Wait until it has ended, or give a file of its own: --state FILE") from None
        if not _BEGINNING.match(self._file.read(70)):
            raise UsageError(f"{shown_path(self._path)} is no file of judge grade, and is left as it is", _ELSEWHERE)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)  # a new file's name, too
        finally:
            os.close(folder)
        if not resume:
            self._file.truncate(0)
            return
        self._file.seek(0)
        whole = 0
        with open(self._file.fileno(), "rb", closefd=False) as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    self.damaged += 1
                    break
                whole += len(line)
                self._read(line[:-1])
        self._file.truncate(whole)  # the line that a crash has cut off; the next one begins a line of its own

    def _read(self, line: bytes) -> None:
        try:
            seal, told = _parts(line)
            if not hmac.compare_digest(seal, self._seal(told)):
                raise ValueError("not ours")
            fields = json.loads(told)
            graded = _graded(fields["graded"])
        except stored.MALFORMED:
            self.damaged += 1
            return
        if graded.report is not None and not graded.ours:  # a fault of ours is tried again
            self._known[str(fields["mark"])] = graded


def past_results(data: bytes) -> list[Graded]:
    """The results in such a file, sealed or not: for what does no harm if it is wrong, as how long they took."""
    found = []
    for line in data.splitlines():
        try:
            found.append(_graded(json.loads(_parts(line)[1])["graded"]))
        except stored.MALFORMED:
            continue
    return found


def _parts(line: bytes) -> tuple[bytes, bytes]:
    matched = _LINE.fullmatch(line)
    if matched is None:
        raise ValueError("not a line of ours")
    return matched[1], matched[2]


def _object(graded: Graded) -> dict[str, Any]:
    fields = dataclasses.asdict(graded)
    fields["candidate"]["path"] = str(graded.candidate.path)
    for test in fields["report"]["tests"] if graded.report is not None else ():
        if test["group"] != "sample":  # no form tells these, and whoever has the file is not to know them either
            test["detail"] = test["output"] = ""
    return fields


def _graded(fields: Any) -> Graded:
    """Raises one of stored.MALFORMED."""
    told = fields["candidate"]
    path = Path(stored.typed("str", told["path"]))
    candidate = stored.made(Candidate, told, path=path)
    report = None if fields["report"] is None else stored.report(fields["report"])
    return stored.made(Graded, fields, candidate=candidate, report=report)


_HOME: Final = "Set JUDGE_HOME to a folder that you may write to."
_ELSEWHERE: Final = "Give another file: --state FILE"
_ROOM: Final = "Is there room left? df -h; then the same command with --resume."
