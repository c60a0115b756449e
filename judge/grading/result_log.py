"""Results on disk as they come: a file of lines that is only appended to, so that a crash loses nothing.

A result is used again only if everything that decides it is the same (`judge.grading.cache_keys`). Each line is sealed
with a key that lies elsewhere, so nothing in a file that a branch brings along is believed. Knows no sandbox and no
terminal.
"""

from __future__ import annotations

import contextlib
import dataclasses
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

from judge import disk, source, stored_json
from judge.errors import StorageError, UsageError
from judge.grading.results import Candidate, Graded
from judge.private_folder import make_private
from judge.source import shown_path

_LINE: Final = re.compile(rb"([0-9a-f]{64}) (\{.*\})")
_BEGINNING: Final = re.compile(rb"[0-9a-f]{64} \{|$")
_KEY_BYTES: Final = 32
_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def judge_with_log(
    candidates: Iterable[Candidate],
    key_of: Callable[[Candidate, str], str],
    log: ResultLog,
    judge: Callable[[Sequence[Candidate]], Iterator[Graded]],
) -> Iterator[Graded]:
    """All results: those in the log, then the others, each logged before it is yielded.

    Args:
        candidates: what to judge.
        key_of: the key of a candidate's result, given the digest of its source.
        log: results from before.
        judge: judges those that are not in the log.

    Raises:
        StorageError: a result cannot be logged.
    """
    unknown = []
    for candidate in candidates:
        known = None
        if log.has_results:
            with contextlib.suppress(UsageError):  # judging reports what cannot be read
                known = log.find(key_of(candidate, source.read(candidate.path).sha256))
        if known is None:
            unknown.append(candidate)
        else:
            yield known
    for graded in judge(unknown):
        if graded.report is not None:
            # the source as it was judged, whatever the file holds by now
            log.add(key_of(graded.candidate, graded.report.sha256), graded)
        yield graded


class InUseError(UsageError):
    """Another process is writing to the file."""


def sealing_key(folder: Path) -> bytes:
    """The key that lines are sealed with, kept in a folder; created on first use. Raises StorageError."""
    path = folder / "grading.key"
    try:
        make_private(folder)
        if not path.exists():
            disk.create(path, secrets.token_bytes(_KEY_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot create {shown_path(path)}: {error.strerror}", _HOME) from None
    if len(key) != _KEY_BYTES:
        raise StorageError(f"{shown_path(path)} is damaged", "Remove it; all solutions will be judged again.")
    return key


class ResultLog:
    """The results in one file; a context manager that holds it open and locked.

    Attributes:
        reused: how many results from before `find` has given.
        damaged: how many lines of the file are not ours, or were cut off.

    Raises of every method:
        StorageError: the file cannot be read or written.
    """

    def __init__(self, path: Path, key: bytes, *, resume: bool) -> None:
        """Open the file.

        Args:
            path: created if it does not exist.
            key: what its lines are sealed with.
            resume: whether to use the results in it; otherwise it is emptied.

        Raises:
            InUseError: another process has it open.
            UsageError: the path is something else.
        """
        self._path = path
        self._key = key
        self._known: dict[str, Graded] = {}
        self.reused = 0
        self.damaged = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(os.open(path, _FLAGS, 0o600), "r+b", buffering=0)  # noqa: PTH123, SIM115 - closed at the end
        except OSError as error:
            raise StorageError(f"cannot open {shown_path(path)}: {error.strerror}", _ELSEWHERE) from None
        try:
            self._begin(resume=resume)
        except OSError as error:  # a file system without locks
            self._file.close()
            raise StorageError(f"cannot use {shown_path(path)}: {error.strerror}", _ELSEWHERE) from None
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def has_results(self) -> bool:
        """Whether there are results from before."""
        return bool(self._known)

    def find(self, key: str) -> Graded | None:
        """The result stored under a key."""
        graded = self._known.get(key)
        self.reused += graded is not None
        return graded

    def add(self, key: str, graded: Graded) -> None:
        """Store a result; it is on disk when this returns."""
        entry = json.dumps({"mark": key, "graded": _object(graded)}).encode()
        line = self._seal(entry) + b" " + entry + b"\n"
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StorageError(f"cannot write {shown_path(self._path)}: {error.strerror}", _ROOM) from None

    def _seal(self, entry: bytes) -> bytes:
        return hmac.new(self._key, entry, hashlib.sha256).hexdigest().encode()

    def _begin(self, *, resume: bool) -> None:
        if not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
            raise UsageError(f"{shown_path(self._path)} is not a regular file", _ELSEWHERE)
        if not disk.lock(self._file, wait=False):
            what = f"another `judge grade` is using {shown_path(self._path)}"
            raise InUseError(what, "Wait for it to finish, or give this run its own file: --state FILE")
        if not _BEGINNING.match(self._file.read(70)):
            raise UsageError(
                f"{shown_path(self._path)} was not written by `judge grade`, so it is left unchanged", _ELSEWHERE
            )
        disk.sync_folder(self._path.parent)  # for the name of a new file
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
        self._file.truncate(whole)  # drops a line that a crash cut off

    def _read(self, line: bytes) -> None:
        try:
            seal, entry = _seal_and_entry(line)
            if not hmac.compare_digest(seal, self._seal(entry)):
                raise ValueError("wrong seal")
            fields = json.loads(entry)
            graded = _graded(fields["graded"])
        except stored_json.MALFORMED:
            self.damaged += 1
            return
        if graded.report is not None and not graded.judge_error:  # a judge error is tried again
            self._known[str(fields["mark"])] = graded


def past_results(data: bytes) -> list[Graded]:
    """The results in such a file, whatever their seals: only for harmless uses, such as how long they took."""
    results = []
    for line in data.splitlines():
        try:
            results.append(_graded(json.loads(_seal_and_entry(line)[1])["graded"]))
        except stored_json.MALFORMED:
            continue
    return results


def _seal_and_entry(line: bytes) -> tuple[bytes, bytes]:
    matched = _LINE.fullmatch(line)
    if matched is None:
        raise ValueError("not a line of a result log")
    return matched[1], matched[2]


def _object(graded: Graded) -> dict[str, Any]:
    fields = dataclasses.asdict(graded)
    fields["candidate"]["path"] = str(graded.candidate.path)
    for test in fields["report"]["tests"] if graded.report is not None else ():
        if test["group"] != "sample":  # no form shows these, and readers of the file must not see them either
            test["detail"] = test["output"] = ""
    return fields


def _graded(fields: Any) -> Graded:
    """Raises one of stored_json.MALFORMED."""
    path = Path(stored_json.checked("str", fields["candidate"]["path"]))
    candidate = stored_json.build(Candidate, fields["candidate"], path=path)
    report = None if fields["report"] is None else stored_json.build_report(fields["report"])
    return stored_json.build(Graded, fields, candidate=candidate, report=report)


_HOME: Final = "Set JUDGE_HOME to a folder that you can write to."
_ELSEWHERE: Final = "Choose another file: --state FILE"
_ROOM: Final = "Is the disk full? See df -h; then run the same command with --resume."
