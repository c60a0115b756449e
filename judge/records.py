"""What was submitted and what became of it, in one SQLite file. Knows no sandbox and no terminal.

A record is on disk when `add` returns. Several processes may write at once. Nothing is ever deleted: a database that is
damaged, or newer than this program, is left as it is.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from judge import stored
from judge.errors import StorageError, UsageError
from judge.judging import Submission
from judge.stored import MALFORMED, fields_of, made, typed
from judge.verdict import Report, Verdict

BUSY_S: Final = 10.0
"""How long to wait for another process that is writing."""


class Kind(StrEnum):
    """Why a record was made."""

    SUBMIT = "submit"
    RESET = "reset"
    """The file as it was when it was set back to the stub; never judged."""


class Status(StrEnum):
    """How far a user is with a problem."""

    TODO = "todo"
    TRIED = "tried"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Record:
    """One row, without its source and its tests."""

    id: int
    problem: str
    file: str
    sha256: str
    kind: Kind
    verdict: Verdict | None
    passed: int
    total: int
    score: float
    time_s: float
    memory_mb: float
    wall_s: float
    sandbox: str
    started_at: str


@dataclass(frozen=True, slots=True)
class HintShown:
    """Hint `number` of a problem was shown; `shown_at` is empty where that was before times were kept."""

    problem: str
    number: int
    shown_at: str


def _create(database: sqlite3.Connection) -> None:
    database.execute(
        """
        CREATE TABLE submissions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            problem TEXT NOT NULL,
            file TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            source BLOB NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('submit', 'reset')),
            verdict TEXT,
            passed INTEGER NOT NULL,
            total INTEGER NOT NULL,
            score REAL NOT NULL,
            time_s REAL NOT NULL,
            memory_mb REAL NOT NULL,
            wall_s REAL NOT NULL,
            sandbox TEXT NOT NULL,
            started_at TEXT NOT NULL,
            report TEXT
        )
        """
    )
    database.execute("CREATE INDEX submissions_by_problem ON submissions (problem, sha256)")
    database.execute("CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL)")


def _add_contests(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE submissions ADD COLUMN attempt TEXT NOT NULL DEFAULT ''")
    database.execute("CREATE UNIQUE INDEX submissions_by_attempt ON submissions (attempt) WHERE attempt != ''")


def _keep_times_of_hints(database: sqlite3.Connection) -> None:
    """Hints were numbers in `state`, one list a problem; a list that is damaged stays there."""
    database.execute(
        """
        CREATE TABLE hints (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            problem TEXT NOT NULL,
            number INTEGER NOT NULL,
            shown_at TEXT NOT NULL
        )
        """
    )
    for key, value in database.execute("SELECT key, value FROM state WHERE key GLOB 'hints_seen:*'").fetchall():
        try:
            rows = [(key.partition(":")[2], typed("int", number)) for number in json.loads(value)]
        except MALFORMED:
            continue
        database.executemany("INSERT INTO hints (problem, number, shown_at) VALUES (?, ?, '')", rows)
        database.execute("DELETE FROM state WHERE key = ?", (key,))


MIGRATIONS: Final[tuple[Callable[[sqlite3.Connection], None], ...]] = (_create, _add_contests, _keep_times_of_hints)
"""Applied in order; user_version counts how many were. Append only."""

_COLUMNS: Final = ", ".join(field.name for field in dataclasses.fields(Record))


class Records:
    """The records in the file `path`, open for the length of a `with`.

    Raises of every method:
        StorageError: the file cannot be read or written; the message says why.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{path.parent} cannot be made: {error.strerror}", _HOME_HINT) from None
        with self._translated():
            self._database = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            with self._translated():
                self._prepare()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def add(self, report: Report, source: bytes, attempt: str = "") -> int:
        """Keep a judged submission; it is on disk when this returns. Gives its id.

        Args:
            report: what became of it.
            source: what was handed in.
            attempt: the attempt of a contest that it was, unique among all: it is kept once.
        """
        if attempt and (kept := self.of_attempt(attempt)) is not None:
            return kept
        return self._insert(
            attempt=attempt,
            problem=report.problem,
            file=report.file,
            sha256=report.sha256,
            source=source,
            kind=Kind.SUBMIT,
            verdict=report.verdict,
            passed=report.passed,
            total=report.total,
            score=report.score,
            time_s=report.time_s,
            memory_mb=report.memory_mb,
            wall_s=report.wall_s,
            sandbox=report.sandbox.kind,
            started_at=report.started_at,
            report=json.dumps(dataclasses.asdict(report)),
        )

    def add_reset(self, problem: str, submission: Submission) -> int:
        """Keep a file that is about to be set back to the stub. Gives its id."""
        return self._insert(
            problem=problem,
            file=submission.file,
            sha256=submission.sha256,
            source=submission.source,
            kind=Kind.RESET,
            verdict=None,
            passed=0,
            total=0,
            score=0.0,
            time_s=0.0,
            memory_mb=0.0,
            wall_s=0.0,
            sandbox="",
            started_at=_now(),
            report=None,
        )

    def list(self, problem: str | None = None, limit: int = -1) -> tuple[Record, ...]:
        """Records, newest first; of one problem, or of all; at most `limit` where that is not negative."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM submissions WHERE ?1 IS NULL OR problem = ?1 ORDER BY id DESC LIMIT ?2",  # noqa: S608
            problem,
            limit,
        )
        return tuple(map(self._record, rows))

    def get(self, record_id: int) -> Record:
        """One record. Raises UsageError where there is none of that number."""
        return self._record(self._row(_COLUMNS, record_id))

    def source(self, record_id: int) -> bytes:
        """The source of a record. Raises UsageError where there is none of that number."""
        (source,) = self._row("source", record_id)
        if not isinstance(source, bytes):
            raise self._damaged(f"the source of #{record_id}")
        return source

    def report(self, record_id: int) -> Report | None:
        """The report of a record; None for a reset. Raises UsageError where there is none of that number."""
        (text,) = self._row("report", record_id)
        try:
            return None if text is None else stored.report(json.loads(text))
        except MALFORMED:
            raise self._damaged(f"the report of #{record_id}") from None

    def of_attempt(self, attempt: str) -> int | None:
        """The id of the record of an attempt of a contest; None where it has none yet."""
        rows = self._rows("SELECT id FROM submissions WHERE attempt = ? AND attempt != ''", attempt)
        return int(rows[0][0]) if rows else None

    def find_same(self, problem: str, sha256: str) -> Record | None:
        """The latest submission of the very same source to the same problem."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM submissions WHERE problem = ? AND sha256 = ? AND kind = 'submit' "  # noqa: S608
            "ORDER BY id DESC LIMIT 1",
            problem,
            sha256,
        )
        return self._record(rows[0]) if rows else None

    def status_by_problem(self) -> dict[str, Status]:
        """Problems tried or solved; all others are still to do. A judge error is not the user's attempt."""
        rows = self._rows(
            "SELECT problem, max(verdict IS 'AC') FROM submissions WHERE verdict IS NOT 'JE' GROUP BY problem"
        )
        return {problem: Status.SOLVED if solved else Status.TRIED for problem, solved in rows}

    @property
    def current_problem(self) -> str | None:
        """The problem last started or submitted."""
        return self._state("current_problem")

    @current_problem.setter
    def current_problem(self, problem: str) -> None:
        with self._writing() as database:
            database.execute("INSERT OR REPLACE INTO state VALUES ('current_problem', ?)", (problem,))

    def hints(self) -> tuple[HintShown, ...]:
        """Every time that a hint was shown, in order."""
        rows = self._rows("SELECT problem, number, shown_at FROM hints ORDER BY id")
        try:
            return tuple(made(HintShown, dict(zip(fields_of(HintShown), row, strict=True))) for row in rows)
        except MALFORMED:
            raise self._damaged("the list of hints seen") from None

    def hints_seen(self, problem: str) -> frozenset[int]:
        """The numbers of the hints that were shown for a problem, from 1."""
        return frozenset(hint.number for hint in self.hints() if hint.problem == problem)

    def mark_hint_seen(self, problem: str, number: int) -> None:
        """Remember that a hint was shown."""
        with self._writing() as database:
            database.execute(
                "INSERT INTO hints (problem, number, shown_at) VALUES (?, ?, ?)", (_storable(problem), number, _now())
            )

    def _prepare(self) -> None:
        database = self._database
        self._check_version()
        deadline = time.monotonic() + BUSY_S
        while _pragma(database, "journal_mode") != "wal":
            try:
                database.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # SQLite does not wait by itself when two processes make this change at the same time.
                if _code(error) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        database.execute("PRAGMA synchronous = FULL")
        if _pragma(database, "user_version") == len(MIGRATIONS):
            return
        with self._writing():
            for version in range(self._check_version(), len(MIGRATIONS)):
                MIGRATIONS[version](database)
                database.execute(f"PRAGMA user_version = {version + 1}")

    def _check_version(self) -> int:
        version = int(_pragma(self._database, "user_version"))
        if version > len(MIGRATIONS):
            raise StorageError(
                f"{self._path} was written by a newer version of judge (format {version}, this one reads "
                f"{len(MIGRATIONS)})",
                "Upgrade judge, or set JUDGE_HOME to another folder.",
            )
        return version

    def _insert(self, **values: Any) -> int:
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        with self._writing() as database:
            cursor = database.execute(
                f"INSERT INTO submissions ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
                tuple(_storable(value) for value in values.values()),
            )
            return int(cursor.lastrowid or 0)

    def _state(self, key: str) -> str | None:
        rows = self._rows("SELECT value FROM state WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def _row(self, columns: str, record_id: int) -> tuple[Any, ...]:
        fits = 0 < record_id < 1 << 63
        rows = self._rows(f"SELECT {columns} FROM submissions WHERE id = ?", record_id) if fits else ()  # noqa: S608
        if not rows:
            raise UsageError(f"there is no submission #{record_id}", "All of them: judge history")
        return rows[0]

    def _record(self, row: tuple[Any, ...]) -> Record:
        try:
            return _record(row)
        except MALFORMED:
            raise self._damaged(f"the row of #{row[0]}") from None

    def _damaged(self, what: str) -> StorageError:
        return StorageError(f"the records in {self._path}: {what} is damaged", _DAMAGED_HINT)

    def _rows(self, query: str, *values: Any) -> tuple[tuple[Any, ...], ...]:
        with self._translated():
            return tuple(self._database.execute(query, tuple(map(_storable, values))))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; the lock is taken at its start, so that what is read in it stays true."""
        with self._translated():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _storage_error(self._path, error) from error


_HOME_HINT: Final = "Set JUDGE_HOME to a folder that you may write to."
_DAMAGED_HINT: Final = "Nothing was changed. Keep a copy of the file, move it away, and judge starts a new one."

_COMPLAINTS: Final = {
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "Free some space and run the command again."),
    sqlite3.SQLITE_READONLY: ("may not be written", _HOME_HINT),
    sqlite3.SQLITE_PERM: ("may not be opened", _HOME_HINT),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _HOME_HINT),
    sqlite3.SQLITE_BUSY: ("is locked by another program", "Wait until it has finished, then run the command again."),
    sqlite3.SQLITE_LOCKED: ("is locked by another program", "Wait until it has finished, then run the command again."),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _DAMAGED_HINT),
    sqlite3.SQLITE_NOTADB: ("is not a database", _DAMAGED_HINT),
    sqlite3.SQLITE_IOERR: ("cannot be read or written: the disk failed or is full", "Check the disk: df -h"),
}


def _storage_error(path: Path, error: sqlite3.Error) -> StorageError:
    complaint, hint = _COMPLAINTS.get(_code(error), (f"cannot be used: {error}", _DAMAGED_HINT))
    return StorageError(f"the records in {path}: the file {complaint}", hint)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF  # the low byte says what; the rest says where


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _pragma(database: sqlite3.Connection, name: str) -> Any:
    return database.execute(f"PRAGMA {name}").fetchone()[0]


def _storable(value: object) -> object:
    """Text without lone surrogates: SQLite takes UTF-8 only."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _record(row: tuple[Any, ...]) -> Record:
    return made(Record, dict(zip(fields_of(Record), row, strict=True)), {"Verdict": Verdict, "Kind": Kind})
