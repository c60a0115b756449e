"""Reads a log, line by line, whoever wrote it: what it says, and whether its chain of hashes holds. Writes nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from judge.contest.clock import Passed, Reading, passed
from judge.contest.events import MOST, Judged, Started, after, event_of, made, paused, run_of
from judge.contest.model import Run
from judge.errors import UsageError

SCHEMA: Final = "judge.contest/1"
MOST_LINES: Final = 20_000
_FAMILY: Final = SCHEMA.partition("/")[0] + "/"
_HASHED: Final = re.compile(rb'(\{.*),"hash":"([0-9a-f]{64})"\}', re.DOTALL)
_MOST_NOTES: Final = 5


@dataclass(frozen=True, slots=True)
class Log:
    """What a log holds.

    Attributes:
        run: what happened.
        sources: by the number of the attempt.
        judged: the verdict that counts, with its message, by the number of the attempt.
        last: the clocks at the last event.
        last_s: contest time at the last event.
        seq: of the last event.
        hash: of the last event.
        end: how many bytes of the file are whole lines.
        unended: the last line is whole but for its line break.
        clocks: where the wall clock and the time since the computer's start disagreed: contest time, and what counts.
    """

    run: Run
    sources: Mapping[int, bytes]
    judged: Mapping[int, Judged]
    last: Reading
    last_s: float
    seq: int
    hash: str
    end: int
    unended: bool = False
    clocks: tuple[tuple[float, str], ...] = ()

    def now(self, reading: Reading) -> tuple[float, Passed]:
        """Contest time at a reading, and what has passed since the last event; a paused clock stands still."""
        since = passed(self.last, reading)
        return (self.last_s if paused(self.run) else self.last_s + since.seconds), since


def chained(before: str, body: bytes) -> str:
    """The hash of a line, up to its hash, that follows one whose hash is `before`."""
    return hashlib.sha256(before.encode() + body).hexdigest()


@dataclass(slots=True)
class _Reader:
    """A log being read line by line."""

    name: str
    run: Run | None = None
    last: Reading = field(default_factory=lambda: Reading(0.0, 0.0, ""))
    last_s: float = 0.0
    seq: int = 0
    hash: str = ""
    sources: dict[str, bytes] = field(default_factory=dict)
    judged: dict[int, Judged] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    clocks: list[tuple[float, str]] = field(default_factory=list)

    def first(self, line: bytes) -> None:
        """The line that says what this file is. Raises UsageError."""
        fields = _fields(line) or {}
        schema = fields.get("schema")
        if not isinstance(schema, str) or not schema.startswith(_FAMILY):
            raise UsageError(f"{self.name} is no contest result", "They are made by: judge contest export")
        if schema != SCHEMA:
            raise UsageError(
                f"{self.name} was written by a newer judge ({schema[:40]!r}, this one reads {SCHEMA})", "Upgrade judge."
            )
        try:
            started = made(Started, fields)
            self.run = run_of(started, str(fields.get("wall")))
            self._follow(fields, line)
        except (ValueError, OverflowError, RecursionError) as error:
            raise UsageError(
                f"{self.name}: the first line is damaged: {str(error)[:200]}", "Ask for the file again."
            ) from None

    def line(self, number: int, line: bytes) -> None:
        """One more line."""
        fields = _fields(line) or {}
        if "source" in fields:
            self._keep(fields, number)
            return
        try:
            event = event_of(fields)
            at_s = _number(fields.get("at_s"))
            assert self.run is not None  # noqa: S101 - the first line was read
            self.run = after(self.run, event, at_s)
            if isinstance(event, Judged):
                self.judged[event.number] = event
            self._follow(fields, line)
        except (ValueError, OverflowError, RecursionError) as error:
            self.faults.append(f"line {number} is damaged and left out: {str(error)[:200]}")

    def _follow(self, fields: Mapping[str, Any], line: bytes) -> None:
        """The clocks of a line, and its link to the one before."""
        wall = datetime.fromisoformat(str(fields.get("wall")))
        if wall.tzinfo is None:
            raise ValueError("its time has no zone")
        reading = Reading(wall.timestamp(), _number(fields.get("boot_s")), str(fields.get("boot_id")))
        at_s = _number(fields.get("at_s"))
        if self.seq and (remark := passed(self.last, reading).remark):
            self.clocks.append((at_s, remark))
        found = _HASHED.fullmatch(line)
        own = found[2].decode() if found else ""
        if fields.get("seq") != self.seq + 1:
            self.faults.append(f"event {self.seq + 1} is missing")
        if not found or chained(self.hash, found[1]) != own:
            self.faults.append(f"event {fields.get('seq')} was changed, or what is before it")
        self.last, self.last_s, self.hash = reading, at_s, own
        self.seq = fields["seq"] if type(fields.get("seq")) is int else self.seq + 1

    def _keep(self, fields: Mapping[str, Any], number: int) -> None:
        name, text, encoded = fields["source"], fields.get("text"), fields.get("base64")
        try:
            source = text.encode() if isinstance(text, str) else base64.b64decode(str(encoded), validate=True)
        except ValueError:
            source = b""
        if hashlib.sha256(source).hexdigest() != name:
            self.faults.append(f"line {number}: a source was changed")
            return
        self.sources[str(name)] = source


def parse(name: str, data: bytes) -> Log:
    """What a log says; `name` is that of its file, for complaints. Raises UsageError where it is none."""
    lines = data.split(b"\n")
    tail = lines.pop()
    unended = bool(tail) and _fields(tail) is not None
    if unended:
        lines.append(tail)
    if not lines:
        raise UsageError(f"{name} is no contest result", "They are made by: judge contest export")
    if len(lines) > MOST_LINES:
        raise UsageError(f"{name} has more than {MOST_LINES:,} lines: nobody plays that much")
    reader = _Reader(name)
    reader.first(lines[0])
    for number, line in enumerate(lines[1:], 2):
        reader.line(number, line)
    run = reader.run
    assert run is not None  # noqa: S101 - `first` has read it, or raised
    notes = [f"{fault}." for fault in reader.faults[:_MOST_NOTES]]
    if len(reader.faults) > _MOST_NOTES:
        notes.append(f"and {len(reader.faults) - _MOST_NOTES} more faults.")
    if tail and not unended:
        notes.append("the last line is cut off, as by a crash or a full disk; it is left out.")
    kept = {
        attempt.number: reader.sources[attempt.sha256] for attempt in run.attempts if attempt.sha256 in reader.sources
    }
    return Log(
        run=replace(run, intact=not reader.faults, notes=tuple(notes)),
        sources=kept,
        judged=reader.judged,
        last=reader.last,
        last_s=reader.last_s,
        seq=reader.seq,
        hash=reader.hash,
        end=len(data) - (0 if unended else len(tail)),
        unended=unended,
        clocks=tuple(reader.clocks),
    )


def _fields(line: bytes) -> Mapping[str, Any] | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _number(value: object) -> float:
    if type(value) not in {int, float} or not 0 <= value <= MOST:  # type: ignore[operator]
        raise ValueError("a time is missing or out of range")
    return float(value)  # type: ignore[arg-type]
