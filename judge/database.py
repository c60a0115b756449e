"""The SQLite file of the records: opening and migrating it, transactions, and what its errors mean. Knows no record.

Several processes may write at once. Nothing is ever deleted: a file that is damaged, or newer than this program, is
left as it is.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from judge.errors import StorageError
from judge.migrations import MIGRATIONS
from judge.private_folder import make_private, make_private_file

BUSY_S: Final = 10.0
"""How long to wait for another process that is writing."""

Row = tuple[Any, ...]


class Database:
    """The file `path`, open until it is closed.

    Raises of every method:
        StorageError: the file cannot be read or written; the message says why.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            make_private(path.parent)
        except OSError as error:
            raise StorageError(f"{path.parent} cannot be used: {error.strerror}", _HOME_HINT) from None
        with contextlib.suppress(OSError):  # sqlite says it better
            make_private_file(path)
        with self._translated():
            self.connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            with self._translated():
                self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def rows(self, query: str, *values: object) -> tuple[Row, ...]:
        """What a query finds."""
        with self._translated():
            return tuple(self.connection.execute(query, tuple(map(_storable, values))))

    def write(self, statement: str, *values: object) -> int:
        """Run one statement; what it changes is on disk when this returns. Gives the id of the row that it added."""
        with self._transaction():
            cursor = self.connection.execute(statement, tuple(map(_storable, values)))
            return int(cursor.lastrowid or 0)

    def damaged(self, part: str) -> StorageError:
        """The error for a part of the file that cannot be read."""
        return StorageError(f"the records in {self.path}: {part} is damaged", _DAMAGED_HINT)

    def _prepare(self) -> None:
        connection = self.connection
        self._check_version()
        deadline = time.monotonic() + BUSY_S
        while _pragma(connection, "journal_mode") != "wal":
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # SQLite does not wait by itself when two processes make this change at the same time.
                if _code(error) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        connection.execute("PRAGMA synchronous = FULL")
        if _pragma(connection, "user_version") == len(MIGRATIONS):
            return
        with self._transaction():
            for version in range(self._check_version(), len(MIGRATIONS)):
                MIGRATIONS[version](connection)
                connection.execute(f"PRAGMA user_version = {version + 1}")

    def _check_version(self) -> int:
        version = int(_pragma(self.connection, "user_version"))
        if version > len(MIGRATIONS):
            raise StorageError(
                f"{self.path} was written by a newer version of judge (format {version}, this one reads "
                f"{len(MIGRATIONS)})",
                "Upgrade judge, or set JUDGE_HOME to another folder.",
            )
        return version

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """The lock is taken at the start, so that what is read inside stays true."""
        with self._translated():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _storage_error(self.path, error) from error


_HOME_HINT: Final = "Set JUDGE_HOME to a folder that you can write to."
_DAMAGED_HINT: Final = "Nothing was changed. Move the file away and keep it; judge then starts a new one."

_COMPLAINTS: Final = {
    sqlite3.SQLITE_FULL: ("cannot be written: the disk is full", "Free some space and run the command again."),
    sqlite3.SQLITE_READONLY: ("is read-only", _HOME_HINT),
    sqlite3.SQLITE_PERM: ("cannot be opened: permission denied", _HOME_HINT),
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


def _pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def _storable(value: object) -> object:
    """Text without lone surrogates: SQLite takes UTF-8 only."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
