"""Parses a log line by line, whoever wrote it: what it says, and whether its hash chain holds. Writes nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from judge.contest.clock import Passed, Reading, passed
from judge.contest.events import LARGEST_NUMBER, Judged, Started, decoded, event_of, paused, run_after, run_of
from judge.contest.model import Attempt, Run
from judge.errors import UsageError

SCHEMA: Final = "judge.contest/1"
MOST_LINES: Final = 20_000
_FAMILY: Final = SCHEMA.partition("/")[0] + "/"
_HASHED: Final = re.compile(rb'(\{.*),"hash":"([0-9a-f]{64})"\}', re.DOTALL)
_MOST_NOTES: Final = 5


class FileState(NamedTuple):
    """What tells whether a file has changed since it was read."""

    inode: int
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Log:
    """A parsed log.

    Attributes:
        path: its file.
        run: what happened.
        sources: all sources in it, by their sha256.
        judged: the verdict that counts, with its message, by the number of the attempt.
        last: the clocks at the last event.
        last_s: contest time at the last event.
        seq: the number of the last event.
        hash: of the last event.
        end: how many bytes of the file are whole lines.
        unended: whether the last line is whole but for its line break.
        clock_remarks: when the wall clock and the time since boot disagreed (contest time), and what counted.
        faults: what is wrong with its lines.
        lines: how many lines were parsed.
        state: of the file when it was read; None if it came from no file.
    """

    path: Path
    run: Run
    sources: Mapping[str, bytes]
    judged: Mapping[int, Judged]
    last: Reading
    last_s: float
    seq: int
    hash: str
    end: int
    unended: bool = False
    clock_remarks: tuple[tuple[float, str], ...] = ()
    faults: tuple[str, ...] = ()
    lines: int = 1
    state: FileState | None = None

    def now(self, reading: Reading) -> tuple[float, Passed]:
        """Contest time at a reading, and what has passed since the last event; a paused clock stands still."""
        since = passed(self.last, reading)
        return (self.last_s if paused(self.run) else self.last_s + since.seconds), since

    def source_of(self, attempt: Attempt) -> bytes | None:
        """The source of an attempt; None if the log was exported without it."""
        return self.sources.get(attempt.sha256)


def chained(before: str, body: bytes) -> str:
    """The hash of a line, up to its hash, that follows one whose hash is `before`."""
    return hashlib.sha256(before.encode() + body).hexdigest()


def parse(path: Path, data: bytes) -> Log:
    """What a log says; `path` is for complaints. Raises UsageError if it is none."""
    lines = data.split(b"\n")
    tail = lines.pop()
    unended = bool(tail) and _fields(tail) is not None
    if unended:
        lines.append(tail)
    if not lines:
        raise UsageError(f"{path} is not a contest run", "To make one: judge contest export")
    if len(lines) > MOST_LINES:
        raise UsageError(f"{path} has more than {MOST_LINES:,} lines, too many for a contest run")
    parser = _begin(path, lines[0])
    for line in lines[1:]:
        parser.parse(line)
    cut_off = bool(tail) and not unended
    return parser.log(end=len(data) - (len(tail) if cut_off else 0), unended=unended, cut_off=cut_off)


def extended(log: Log, lines: bytes) -> Log:
    """The log after whole lines were written at its end; the same as parsing all of the file again."""
    parser = _Parser(
        log.path,
        log.run,
        _Link(log.last, log.last_s, log.seq, log.hash),
        dict(log.sources),
        dict(log.judged),
        list(log.faults),
        list(log.clock_remarks),
        log.lines,
    )
    for line in lines.strip(b"\n").split(b"\n"):
        parser.parse(line)
    return parser.log(end=log.end + len(lines))


class _Link(NamedTuple):
    """What the next event follows: clocks, contest time, number and hash of the one before."""

    last: Reading
    last_s: float
    seq: int
    hash: str


@dataclass(slots=True)
class _Parser:
    """A log being parsed, after its first line."""

    path: Path
    run: Run
    link: _Link
    sources: dict[str, bytes] = field(default_factory=dict)
    judged: dict[int, Judged] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    clock_remarks: list[tuple[float, str]] = field(default_factory=list)
    lines: int = 1

    def parse(self, line: bytes) -> None:
        """One more line: an event or a source."""
        self.lines += 1
        fields = _fields(line) or {}
        if "source" in fields:
            self._add_source(fields)
            return
        try:
            event = event_of(fields)
            run = run_after(self.run, event, _number(fields.get("at_s")))
            self.run = replace(run, events=self.run.events + 1)
            if isinstance(event, Judged):
                self.judged[event.number] = event
            self._follow(fields, line)
        except (ValueError, OverflowError, RecursionError) as error:
            self.faults.append(f"line {self.lines} is damaged and was left out: {str(error)[:200]}")

    def log(self, *, end: int, unended: bool = False, cut_off: bool = False) -> Log:
        """All that was parsed."""
        notes = [f"{fault}." for fault in self.faults[:_MOST_NOTES]]
        if (more := len(self.faults) - _MOST_NOTES) > 0:
            notes.append(f"and {more} more {'fault' if more == 1 else 'faults'}.")
        if cut_off:
            notes.append("the last line is cut off, as by a crash or a full disk; it was left out.")
        return Log(
            path=self.path,
            run=replace(self.run, intact=not self.faults, notes=tuple(notes)),
            sources=self.sources,
            judged=self.judged,
            last=self.link.last,
            last_s=self.link.last_s,
            seq=self.link.seq,
            hash=self.link.hash,
            end=end,
            unended=unended,
            clock_remarks=tuple(self.clock_remarks),
            faults=tuple(self.faults),
            lines=self.lines,
        )

    def _follow(self, fields: Mapping[str, Any], line: bytes) -> None:
        """Compare an event with the one before: its clocks, its number and its hash."""
        link, hash_holds = _link(fields, line, self.link.hash)
        if remark := passed(self.link.last, link.last).remark:
            self.clock_remarks.append((link.last_s, remark))
        if fields.get("seq") != self.link.seq + 1:
            self.faults.append(f"event {self.link.seq + 1} is missing")
        if not hash_holds:
            self.faults.append(f"event {fields.get('seq')} was changed, or an earlier one")
        self.link = link if type(fields.get("seq")) is int else link._replace(seq=self.link.seq + 1)

    def _add_source(self, fields: Mapping[str, Any]) -> None:
        sha256, text, encoded = fields["source"], fields.get("text"), fields.get("base64")
        try:
            source = text.encode() if isinstance(text, str) else base64.b64decode(str(encoded), validate=True)
        except ValueError:
            source = b""
        if hashlib.sha256(source).hexdigest() != sha256:
            self.faults.append(f"line {self.lines}: a source was changed")
            return
        self.sources[str(sha256)] = source


def _begin(path: Path, line: bytes) -> _Parser:
    """Parse the first line, which says what is played. Raises UsageError."""
    fields = _fields(line) or {}
    schema = fields.get("schema")
    if not isinstance(schema, str) or not schema.startswith(_FAMILY):
        raise UsageError(f"{path} is not a contest run", "To make one: judge contest export")
    if schema != SCHEMA:
        raise UsageError(
            f"{path} was written by a newer judge ({schema[:40]!r}; this one reads {SCHEMA})", "Upgrade judge."
        )
    try:
        run = run_of(decoded(Started, fields), str(fields.get("wall")))
        before_all = _link(fields, line, "")[0]._replace(seq=0, hash="")
        parser = _Parser(path, run, before_all)
        parser._follow(fields, line)  # noqa: SLF001 - the first event follows nothing, by the same rules
    except (ValueError, OverflowError, RecursionError) as error:
        raise UsageError(f"{path}: the first line is damaged: {str(error)[:200]}", "Ask for the file again.") from None
    return parser


def _link(fields: Mapping[str, Any], line: bytes, before: str) -> tuple[_Link, bool]:
    """What follows an event must follow, and whether its hash follows the hash before. Raises ValueError."""
    wall = datetime.fromisoformat(str(fields.get("wall")))
    if wall.tzinfo is None:
        raise ValueError("its time has no zone")
    reading = Reading(wall.timestamp(), _number(fields.get("boot_s")), str(fields.get("boot_id")))
    found = _HASHED.fullmatch(line)
    own = found[2].decode() if found else ""
    holds = found is not None and chained(before, found[1]) == own
    return _Link(reading, _number(fields.get("at_s")), fields.get("seq", 0), own), holds


def _fields(line: bytes) -> Mapping[str, Any] | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _number(value: object) -> float:
    if type(value) not in {int, float} or not 0 <= value <= LARGEST_NUMBER:  # type: ignore[operator]
        raise ValueError("a time is missing or out of range")
    return float(value)  # type: ignore[arg-type]
