"""What was submitted and what became of it, in one SQLite file. Knows no sandbox and no terminal.

A record is on disk when `add` returns.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from judge.database import Database, Row
from judge.errors import UsageError
from judge.stored_json import MALFORMED, build, build_report, field_types
from judge.submission import Submission
from judge.verdict import Report, Verdict

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class Kind(StrEnum):
    """Why a record was kept."""

    SUBMIT = "submit"
    RESET = "reset"
    """A file before it was reset to the stub; never judged."""


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
    """Hint `number` of a problem was shown; `shown_at` is empty if times were not kept yet."""

    problem: str
    number: int
    shown_at: str


_COLUMNS: Final = ", ".join(field.name for field in dataclasses.fields(Record))
_WORDS: Final = {"Verdict": Verdict, "Kind": Kind}


class Records:
    """The records in the file `path`, open for the length of a `with`.

    Raises of every method:
        StorageError: the file cannot be read or written; the message says why.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def add(self, report: Report, source: bytes, attempt: str = "") -> int:
        """Keep a judged submission; it is on disk when this returns. Gives its id.

        Args:
            report: its result.
            source: what was submitted.
            attempt: the name of the contest attempt that it is, if it is one; each attempt is kept once.
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
        """Keep a file that is about to be reset to the stub. Gives its id."""
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
        """Records, newest first, of one problem or of all; at most `limit` if that is not negative."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM submissions WHERE ?1 IS NULL OR problem = ?1 ORDER BY id DESC LIMIT ?2",  # noqa: S608
            problem,
            limit,
        )
        return tuple(map(self._record, rows))

    def get(self, record_id: int) -> Record:
        """One record. Raises UsageError if it does not exist."""
        return self._record(self._row(_COLUMNS, record_id))

    def source(self, record_id: int) -> bytes:
        """The source of a record. Raises UsageError if it does not exist."""
        (source,) = self._row("source", record_id)
        if not isinstance(source, bytes):
            raise self._database.damaged(f"the source of #{record_id}")
        return source

    def report(self, record_id: int) -> Report | None:
        """The report of a record; None for a reset. Raises UsageError if it does not exist."""
        (text,) = self._row("report", record_id)
        try:
            return None if text is None else build_report(json.loads(text))
        except MALFORMED:
            raise self._database.damaged(f"the report of #{record_id}") from None

    def of_attempt(self, attempt: str) -> int | None:
        """The id of the record of a contest attempt; None if it has none yet."""
        rows = self._database.rows("SELECT id FROM submissions WHERE attempt = ? AND attempt != ''", attempt)
        return int(rows[0][0]) if rows else None

    def find_same(self, problem: str, sha256: str) -> Record | None:
        """The latest submission of exactly the same source to the same problem."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM submissions WHERE problem = ? AND sha256 = ? AND kind = 'submit' "  # noqa: S608
            "ORDER BY id DESC LIMIT 1",
            problem,
            sha256,
        )
        return self._record(rows[0]) if rows else None

    def status_by_problem(self) -> dict[str, Status]:
        """Problems tried or solved; all others are to do. A judge error does not count as a try."""
        rows = self._database.rows(
            "SELECT problem, max(verdict IS 'AC') FROM submissions WHERE verdict IS NOT 'JE' GROUP BY problem"
        )
        return {problem: Status.SOLVED if solved else Status.TRIED for problem, solved in rows}

    @property
    def current_problem(self) -> str | None:
        """The problem last started or submitted."""
        rows = self._database.rows("SELECT value FROM state WHERE key = 'current_problem'")
        return str(rows[0][0]) if rows else None

    @current_problem.setter
    def current_problem(self, problem: str) -> None:
        self._database.write("INSERT OR REPLACE INTO state VALUES ('current_problem', ?)", problem)

    def hints(self) -> tuple[HintShown, ...]:
        """All hints shown, in order."""
        rows = self._database.rows("SELECT problem, number, shown_at FROM hints ORDER BY id")
        try:
            return tuple(_from_row(HintShown, row) for row in rows)
        except MALFORMED:
            raise self._database.damaged("the list of hints shown") from None

    def hints_seen(self, problem: str) -> frozenset[int]:
        """The numbers of the hints that were shown for a problem, from 1."""
        return frozenset(hint.number for hint in self.hints() if hint.problem == problem)

    def mark_hint_seen(self, problem: str, number: int) -> None:
        """Remember that a hint was shown."""
        self._database.write("INSERT INTO hints (problem, number, shown_at) VALUES (?, ?, ?)", problem, number, _now())

    def _insert(self, **values: Any) -> int:
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        statement = f"INSERT INTO submissions ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
        return self._database.write(statement, *values.values())

    def _row(self, columns: str, record_id: int) -> Row:
        fits = 0 < record_id < 1 << 63
        query = f"SELECT {columns} FROM submissions WHERE id = ?"  # noqa: S608 - our own names
        rows = self._database.rows(query, record_id) if fits else ()
        if not rows:
            raise UsageError(f"there is no submission #{record_id}", "List them: judge history")
        return rows[0]

    def _record(self, row: Row) -> Record:
        try:
            return _from_row(Record, row)
        except MALFORMED:
            raise self._database.damaged(f"the row of #{row[0]}") from None


def _from_row(kind: type[T], row: Row) -> T:
    return build(kind, dict(zip(field_types(kind), row, strict=True)), _WORDS)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
