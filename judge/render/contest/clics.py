"""Runs of a contest for the ICPC Contest API, versions 2023-06 and 2026-01: what its objects have in common.

The specification is https://ccs-specs.icpc.io. A contest there has one start, so participants who started at different
times are moved to the earliest start, by contest time. Pauses are not exported: `removed_intervals` is newer.
Attempts after the end and aborted runs are left out.

`clics_objects` and `clics_results` make the objects, `clics_package` the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from judge.contest.board import Board, build
from judge.contest.model import Attempt, Contest, Run
from judge.contest.rules import rule_of
from judge.contest.rules.scoring_rule import rounded_down

Object = dict[str, Any]


class Version(StrEnum):
    """Of the specification."""

    V2023 = "2023-06"
    V2026 = "2026-01"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the runs do not say about a problem."""

    title: str
    time_s: float | None = None
    memory_mb: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported.

    Attributes:
        version: of the specification.
        contest: what was played.
        runs: one of each participant.
        exported_at: when.
        facts: of problems, by id.
        sources: of attempts, by participant and number; others are exported without.
    """

    version: Version
    contest: Contest
    runs: Sequence[Run]
    exported_at: datetime
    facts: Mapping[str, Facts] = field(default_factory=dict)
    sources: Mapping[tuple[str, int], bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """An attempt with its id and its team."""

    id: str
    team: str
    run: Run
    attempt: Attempt


_NOT_IN_AN_ID: Final = re.compile(r"[^A-Za-z0-9_.-]")


def identifiers(names: Iterable[str]) -> dict[str, str]:
    """A valid ID for each name, at most 36 of `[a-zA-Z0-9_.-]`, no two the same."""
    given: dict[str, str] = {}
    for name in names:
        identifier = _NOT_IN_AN_ID.sub("_", name).lstrip("-.")[:36].rstrip(".") or "x"
        number = 2
        while identifier in given.values():
            identifier = f"{identifier[:30]}_{number}"
            number += 1
        given[name] = identifier
    return given


def entries(export: Export, board: Board) -> list[Entry]:
    """All attempts of a board, in the order of receipt."""
    numbers = team_ids(export)
    found = [
        (attempt.at_s, int(numbers[row.run.participant]), attempt.number, row.run, attempt)
        for row in board.rows
        for attempt in row.run.attempts
    ]
    found.sort(key=lambda one: one[:3])
    return [Entry(str(at), str(team), run, attempt) for at, (_, team, _, run, attempt) in enumerate(found, 1)]


def shown(export: Export) -> Board:
    """The board that is exported; what a freeze hides stays hidden until everybody has finished."""
    return build(export.contest, playing(export), frozen=not is_over(export))


def playing(export: Export) -> list[Run]:
    """The runs that are exported, in the order of their teams."""
    return sorted((run for run in export.runs if not run.aborted), key=lambda run: (run.participant, run.id))


def team_ids(export: Export) -> dict[str, str]:
    """IDs of teams, by participant."""
    return {run.participant: str(number) for number, run in enumerate(playing(export), 1)}


def is_over(export: Export) -> bool:
    """Whether everybody has finished."""
    return all(run.ended_s is not None for run in playing(export))


def contest_id(export: Export) -> str:
    """The ID of the contest."""
    return identifiers([export.contest.name])[export.contest.name]


def problem_ids(export: Export) -> dict[str, str]:
    """IDs of problems, by their ids here."""
    return identifiers(task.problem for task in export.contest.tasks)


def entry_point(export: Export, entry: Entry) -> str:
    """The name of the submitted file."""
    return f"{problem_ids(export)[entry.attempt.problem]}.py"


def start_of(export: Export) -> datetime:
    """When the first participant started."""
    starts = [datetime.fromisoformat(run.started_at).astimezone(UTC) for run in playing(export)]
    return min(starts, default=export.exported_at)


def length_of(export: Export) -> float:
    """How long the contest lasts, with the longest extra time of any participant."""
    return max((run.length_s for run in playing(export)), default=60.0 * export.contest.minutes)


def absolute(start: datetime, at_s: float = 0.0) -> str:
    """A TIME of the specification."""
    return (start + timedelta(seconds=at_s)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def relative(seconds: float) -> str:
    """A RELTIME of the specification, in whole seconds."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def minutes(export: Export, seconds: float) -> int | str:
    """A time of the scoreboard: whole minutes in 2023-06; h:mm:ss in 2026-01, rounded down as the rule counts it."""
    if export.version is Version.V2023:
        return int(seconds // 60)
    return relative(rounded_down(seconds, rule_of(export.contest)))


def is_pass_fail(export: Export) -> bool:
    """Whether problems are either solved or not and bring no points."""
    return rule_of(export.contest).pass_fail
