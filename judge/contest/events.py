"""What happens in a run, one event after another, and how they add up to a `Run`. Knows no file and no clock.

Events come from files that strangers wrote: `event_of` makes one only of fields that are what they must be.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from judge.contest.model import Attempt, Contest, GroupResult, HintTaken, Pause, Run
from judge.verdict import Verdict


class Reason(StrEnum):
    """Why a run ended."""

    TIME = "time"
    FINISHED = "finished"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Started:
    """The first event: it holds all that is needed to read the others."""

    run: str
    contest: Contest
    participant: str
    extra_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """A submission arrived. Its source is kept apart, under its sha256."""

    number: int
    problem: str
    sha256: str
    seed: int
    upsolving: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """An attempt has its verdict; one that comes later counts in place of an earlier one.

    Attributes:
        number: of the attempt.
        verdict: of the run that counts.
        groups: how many tests of each group passed in it.
        message: why it failed, in one line, for the report after the end.
        other_run: where a second run was made because of a time limit, the verdict of the run that does not count.
        rejudged: by hand, with `judge contest rejudge`.
    """

    number: int
    verdict: Verdict
    groups: tuple[GroupResult, ...] = ()
    message: str = ""
    other_run: Verdict | None = None
    rejudged: bool = False


@dataclass(frozen=True, slots=True)
class Hinted:
    """A hint was shown."""

    problem: str
    number: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The clock stands still from here."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The clock goes on; it stood for `length_s` seconds."""

    length_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over since `ended_s`, which may be earlier than this was written."""

    ended_s: float
    reason: Reason


Event = Started | Received | Judged | Hinted | Paused | Resumed | Ended

_NAMES: Final[dict[str, type[Event]]] = {
    "started": Started,
    "received": Received,
    "judged": Judged,
    "hinted": Hinted,
    "paused": Paused,
    "resumed": Resumed,
    "ended": Ended,
}

MOST: Final = 1 << 53
"""Whole numbers up to this are the same in every reader of JSON."""


def fields_of(event: Event) -> dict[str, Any]:
    """An event as JSON has it."""
    name = next(name for name, kind in _NAMES.items() if type(event) is kind)
    return {"event": name, **dataclasses.asdict(event)}


def event_of(fields: Mapping[str, Any]) -> Event:
    """The event that `fields_of` gave. Raises ValueError where it is none."""
    kind = _NAMES.get(str(fields.get("event")))
    if kind is None:
        raise ValueError("there is no such event")
    event: Event = made(kind, fields)
    return event


def made(wanted: Any, value: Any) -> Any:
    """A value of the type `wanted` (plain types, enumerations, tuples, dataclasses) of JSON. Raises ValueError."""
    if isinstance(wanted, types.UnionType):
        return None if value is None else made(typing.get_args(wanted)[0], value)
    if typing.get_origin(wanted) is tuple:
        if type(value) is not list:
            raise ValueError("a list was expected")
        return tuple(made(typing.get_args(wanted)[0], item) for item in value)
    if dataclasses.is_dataclass(wanted):
        return _table(wanted, value)
    if issubclass(wanted, StrEnum):
        return wanted(value)
    return _plain(wanted, value)


def _table(wanted: Any, value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("a table was expected")  # noqa: TRY004 - foreign data, not a caller's mistake
    given = {name: made(hint, value[name]) for name, hint in _hints(wanted).items() if name in value}
    try:
        return wanted(**given)
    except TypeError as error:  # a field is missing
        raise ValueError(str(error)) from None


def _plain(wanted: type, value: Any) -> Any:
    if type(value) is not wanted and (wanted, type(value)) != (float, int):
        raise ValueError(f"a {type(value).__name__} is no {wanted.__name__}")
    if wanted not in {int, float}:
        return value
    if not 0 <= value <= MOST:  # no NaN either
        raise ValueError("a number is out of range")
    return wanted(value)


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def run_of(started: Started, started_at: str) -> Run:
    """A run that has just begun. Raises ValueError where nobody can play that."""
    contest = started.contest
    problems = {task.problem for task in contest.tasks}
    if not problems or len(problems) < len(contest.tasks) or not contest.minutes or (contest.hint_cost or 0) > 1:
        raise ValueError("that is no contest")
    return Run(
        id=started.run,
        contest=contest,
        participant=started.participant,
        started_at=started_at,
        extra_minutes=started.extra_minutes,
    )


def after(run: Run, event: Event, at_s: float) -> Run:  # noqa: C901 - a case for each event
    """The run after one more event. Raises ValueError where it cannot have happened."""
    match event:
        case Started():
            raise ValueError("it starts twice")
        case Received(number, problem, sha256, seed, upsolving):
            if number != len(run.attempts) + 1 or problem not in {task.problem for task in run.contest.tasks}:
                raise ValueError("the attempt does not belong here")
            attempt = Attempt(number, problem, at_s, None, (), sha256, seed, upsolving)
            return replace(run, attempts=(*run.attempts, attempt))
        case Judged(number, verdict, groups):
            if not 1 <= number <= len(run.attempts):
                raise ValueError("there is no such attempt")
            before, attempt, rest = run.attempts[: number - 1], run.attempts[number - 1], run.attempts[number:]
            return replace(run, attempts=(*before, replace(attempt, verdict=verdict, groups=groups), *rest))
        case Hinted(problem, number):
            return replace(run, hints=(*run.hints, HintTaken(problem, number, at_s)))
        case Paused():
            if paused(run):
                raise ValueError("it is paused already")
            return replace(run, pauses=(*run.pauses, Pause(at_s, None)))
        case Resumed(length_s):
            if not paused(run):
                raise ValueError("it is not paused")
            return replace(run, pauses=(*run.pauses[:-1], replace(run.pauses[-1], length_s=length_s)))
        case Ended(ended_s, reason):
            if run.ended_s is not None:
                raise ValueError("it ends twice")
            return replace(run, ended_s=ended_s, aborted=reason is Reason.ABORTED)


def paused(run: Run) -> bool:
    """Whether the clock of a run stands still now."""
    return bool(run.pauses) and run.pauses[-1].length_s is None and run.ended_s is None
