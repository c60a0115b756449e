"""The tables of the records, and how each earlier form of them becomes the next one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Final

from judge.stored_json import MALFORMED, checked


def create(database: sqlite3.Connection) -> None:
    """The first form: submissions, and single values by key."""
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


def add_attempts(database: sqlite3.Connection) -> None:
    """Submissions to a contest carry the name of their attempt, which is there once."""
    database.execute("ALTER TABLE submissions ADD COLUMN attempt TEXT NOT NULL DEFAULT ''")
    database.execute("CREATE UNIQUE INDEX submissions_by_attempt ON submissions (attempt) WHERE attempt != ''")


def add_hint_times(database: sqlite3.Connection) -> None:
    """Hints were numbers in `state`, one list for each problem; a damaged list stays there."""
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
            rows = [(key.partition(":")[2], checked("int", number)) for number in json.loads(value)]
        except MALFORMED:
            continue
        database.executemany("INSERT INTO hints (problem, number, shown_at) VALUES (?, ?, '')", rows)
        database.execute("DELETE FROM state WHERE key = ?", (key,))


MIGRATIONS: Final[tuple[Callable[[sqlite3.Connection], None], ...]] = (create, add_attempts, add_hint_times)
"""Applied in order; SQLite's user_version counts those that were. Append only."""
