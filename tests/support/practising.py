"""Records made up for tests: tries of problems at given times."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from judge.practice.tries import Try
from judge.problem import Complexity, Difficulty, Limits, Problem, Runtime
from judge.records import Kind, Record, Records
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""


def attempt(problem: str, verdict: str = "AC", *, day: float = 0, source: str | None = None) -> Try:
    """A try so many days after NOON; of a source of its own, unless it is said."""
    at = NOON + timedelta(days=day)
    return Try(problem, at, Verdict(verdict), source or f"{problem} {at}")


def record(number: int, problem: str, verdict: str | None, started_at: str) -> Record:
    kind = Kind.RESET if verdict is None else Kind.SUBMIT
    judged = None if verdict is None else Verdict(verdict)
    return Record(number, problem, "a.py", f"{number}", kind, judged, 0, 1, 0.0, 0.0, 0.0, 0.0, "process", started_at)


def report(problem: str, verdict: str, at: datetime, source: bytes) -> Report:
    started_at = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    digest = hashlib.sha256(source).hexdigest()
    test = TestResult("test_it", "hidden", Verdict(verdict))
    return Report(
        problem, "a.py", digest, Verdict(verdict), SandboxInfo(SandboxKind.PROCESS), started_at, 0.1, 1, tests=(test,)
    )


def problem(name: str, *tags: str, level: str = "easy") -> Problem:
    return Problem(
        id=name,
        folder=Path(name),
        title=name,
        title_zh=name,
        tags=tags or ("small",),
        difficulty=Difficulty(level),
        entry=("f",),
        runtime=Runtime.PYTHON,
        limits=Limits(1.0, 64),
        complexity=Complexity("O(1)", "O(1)"),
    )


def keep(folder: Path, problem: str, verdict: str, days_ago: float, source: bytes | None = None) -> None:
    """Add a submission to the records of a folder."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    with Records(folder / "home/records.sqlite3") as records:
        records.add(report(problem, verdict, at, source or f"{at}".encode()), source or b"")
