"""What the records tell about your practice, for `judge stats` and `judge next`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from judge.cli.target import load_all
from judge.practice.counts import Counts, count
from judge.practice.scheduling import memories
from judge.practice.tries import tries_of

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.practice.scheduling import Memory
    from judge.practice.tries import Try
    from judge.problem import Problem


@dataclass(frozen=True, slots=True)
class PracticeData:
    """Problems, and what was done with them up to `now`."""

    problems: list[Problem]
    tries: tuple[Try, ...]
    counts: Counts
    memories: tuple[Memory, ...]
    now: datetime


def read_practice(context: Context) -> PracticeData:
    """All of it, computed from the records. Raises StorageError."""
    now = datetime.now(UTC)
    with context.records() as records:
        tries, hints = tries_of(records.list()), records.hints()
    problems, _ = load_all(context)
    counts = count(tries, problems, now.astimezone().date())
    return PracticeData(problems, tries, counts, memories(tries, hints, now), now)
