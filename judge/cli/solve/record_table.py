"""Submissions as a table, for `judge status` and `judge history`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from judge.records import Kind, Record
from judge.render.shared.figures import color, megabytes, seconds
from judge.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judge.render.shared.screen import Screen
    from judge.render.shared.tables import Cell

_HEAD: Final = ("#", "Problem", "Verdict", "Tests", "Time", "Memory", "When", "Sandbox")
_RIGHT: Final = frozenset({0, 3, 4, 5})


def record_table(records: Sequence[Record], screen: Screen) -> str:
    """One row for each record, in the order given."""
    from judge.render.shared.tables import table  # noqa: PLC0415 - slow to import, and only lists need it

    return table(_HEAD, [_row(record) for record in records], screen, right=_RIGHT)


def local_time(record: Record) -> str:
    """When it was submitted, in the user's own time zone."""
    try:
        return f"{datetime.fromisoformat(record.started_at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return record.started_at


def _row(record: Record) -> list[Cell]:
    if record.kind is Kind.RESET or record.verdict is None:
        return [str(record.id), record.problem, ("reset", "dim"), "", "", "", local_time(record), ""]
    was_run = record.verdict is not Verdict.COMPILE_ERROR
    return [
        str(record.id),
        record.problem,
        (str(record.verdict), color(record.verdict)),
        f"{record.passed}/{record.total}",
        seconds(record.time_s) if was_run else "",
        megabytes(record.memory_mb) if was_run else "",
        local_time(record),
        record.sandbox,
    ]
