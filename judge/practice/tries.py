"""Submissions that count, with their times. Knows neither the database nor a time zone.

Resets and judge errors do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from judge.records import Kind, Record
from judge.verdict import Verdict

LONG_AGO: Final = datetime(1970, 1, 2, tzinfo=UTC)
"""Stands for a time that was not kept, or cannot be read."""
_LATEST_YEAR: Final = 9990


@dataclass(frozen=True, slots=True)
class Try:
    """One submission: `at` is in UTC."""

    problem: str
    at: datetime
    verdict: Verdict
    sha256: str

    @property
    def accepted(self) -> bool:
        """Whether every test passed."""
        return self.verdict is Verdict.ACCEPTED

    @property
    def wrong(self) -> bool:
        """Whether it was a mistake of its author; a source that cannot be loaded does not count as one."""
        return self.verdict not in {Verdict.ACCEPTED, Verdict.COMPILE_ERROR}


def tries_of(records: Iterable[Record]) -> tuple[Try, ...]:
    """The records that count, in the order in which they were made."""
    return tuple(
        Try(record.problem, moment(record.started_at), record.verdict, record.sha256)
        for record in sorted(records, key=lambda record: record.id)
        if record.kind is Kind.SUBMIT and record.verdict is not None and record.verdict is not Verdict.JUDGE_ERROR
    )


def moment(written: str) -> datetime:
    """A stored time, in UTC."""
    try:
        at = datetime.fromisoformat(written)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return LONG_AGO
    return at if at >= LONG_AGO and at.year < _LATEST_YEAR else LONG_AGO
