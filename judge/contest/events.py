"""What happens in a run, one event after another, and how events add up to a `Run`. Knows no file and no clock.

Events come from files that strangers wrote: `event_of` accepts nothing but fields of the right types.
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

from judge import names
from judge.contest.model import Attempt, Contest, GroupResult, HintTaken, Pause, Run
from judge.contest.rules import RULES
from judge.verdict import Verdict


class EndReason(StrEnum):
    """Why a run ended."""

    TIME = "time"
    FINISHED = "finished"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Started:
    """The first event: it holds all that is needed to understand the others."""

    run: str
    contest: Contest
    participant: str
    extra_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """A submission arrived. Its source is stored apart, under its sha256."""

    number: int
    problem: str
    sha256: str
    seed: int
    upsolving: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """An attempt has a verdict; a later one replaces an earlier one.

    Attributes:
        number: of the attempt.
        verdict: of the run of the tests that counts.
        groups: how many tests of each group passed in it.
        message: why it failed, in one line, for the report after the end.
        other_run: if the tests ran twice because of a time limit, the verdict of the run that does not count.
        rejudged: whether it comes from `judge contest rejudge`.
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
    """The clock was stopped."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The clock was resumed after `length_s` seconds."""

    length_s: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The run ended at `ended_s`, which may be earlier than this was written.

    Attributes:
        ended_s: contest time.
        reason: why.
        stood_s: the length of the pause that ended with the run; 0 if there was none.
    """

    ended_s: float
    reason: EndReason
    stood_s: float = 0.0


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

LARGEST_NUMBER: Final = 1 << 53
"""Whole numbers up to this are exact in every JSON reader."""


def fields_of(event: Event) -> dict[str, Any]:
    """An event as a JSON object."""
    name = next(name for name, kind in _NAMES.items() if type(event) is kind)
    return {"event": name, **dataclasses.asdict(event)}


def event_of(fields: Mapping[str, Any]) -> Event:
    """The event of a JSON object, the inverse of `fields_of`. Raises ValueError if it is none."""
    kind = _NAMES.get(str(fields.get("event")))
    if kind is None:
        raise ValueError("unknown event")
    event: Event = decoded(kind, fields)
    return event


def decoded(wanted: Any, value: Any) -> Any:
    """A JSON value as `wanted`: a plain type, enumeration, tuple or dataclass. Raises ValueError."""
    if isinstance(wanted, types.UnionType):
        return None if value is None else decoded(typing.get_args(wanted)[0], value)
    if typing.get_origin(wanted) is tuple:
        if type(value) is not list:
            raise ValueError("expected a list")
        return tuple(decoded(typing.get_args(wanted)[0], item) for item in value)
    if dataclasses.is_dataclass(wanted):
        return _table(wanted, value)
    if issubclass(wanted, StrEnum):
        return wanted(value)
    return _plain(wanted, value)


def _table(wanted: Any, value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("expected a table")  # noqa: TRY004 - foreign data, not a caller's mistake
    given = {name: decoded(hint, value[name]) for name, hint in _hints(wanted).items() if name in value}
    try:
        return wanted(**given)
    except TypeError as error:  # a field is missing
        raise ValueError(str(error)) from None


def _plain(wanted: type, value: Any) -> Any:
    if type(value) is not wanted and (wanted, type(value)) != (float, int):
        raise ValueError(f"expected {wanted.__name__}, not {type(value).__name__}")
    if wanted not in {int, float}:
        return value
    if not 0 <= value <= LARGEST_NUMBER:  # no NaN either
        raise ValueError("a number is out of range")
    return wanted(value)


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def run_of(started: Started, started_at: str) -> Run:
    """A run that has just begun. Raises ValueError if its contest cannot be played."""
    contest = started.contest
    problems = {task.problem for task in contest.tasks}
    if not problems or len(problems) < len(contest.tasks) or not contest.minutes or (contest.hint_cost or 0) > 1:
        raise ValueError("not a contest that can be played")
    if contest.rule not in RULES:
        raise ValueError(f"unknown scoring rule {contest.rule[:60]!r}")
    return Run(
        id=started.run,
        contest=contest,
        participant=names.normal(started.participant),
        started_at=started_at,
        extra_minutes=started.extra_minutes,
    )


def run_after(run: Run, event: Event, at_s: float) -> Run:  # noqa: C901, PLR0912 - a case for each event
    """The run after one more event. Raises ValueError if it cannot have happened."""
    match event:
        case Started():
            raise ValueError("the run starts twice")
        case Received(number, problem, sha256, seed, upsolving):
            if number != len(run.attempts) + 1 or problem not in {task.problem for task in run.contest.tasks}:
                raise ValueError("unexpected attempt")
            attempt = Attempt(number, problem, at_s, None, (), sha256, seed, upsolving)
            return replace(run, attempts=(*run.attempts, attempt))
        case Judged(number, verdict, groups):
            if not 1 <= number <= len(run.attempts):
                raise ValueError("unknown attempt")
            before, attempt, rest = run.attempts[: number - 1], run.attempts[number - 1], run.attempts[number:]
            return replace(run, attempts=(*before, replace(attempt, verdict=verdict, groups=groups), *rest))
        case Hinted(problem, number):
            return replace(run, hints=(*run.hints, HintTaken(problem, number, at_s)))
        case Paused():
            if paused(run):
                raise ValueError("the run is already paused")
            return replace(run, pauses=(*run.pauses, Pause(at_s, None)))
        case Resumed(length_s):
            if not paused(run):
                raise ValueError("the run is not paused")
            return replace(run, pauses=(*run.pauses[:-1], replace(run.pauses[-1], length_s=length_s)))
        case Ended(ended_s, reason, stood_s):
            if run.ended_s is not None:
                raise ValueError("the run ends twice")
            if paused(run):
                run = run_after(run, Resumed(stood_s), at_s)
            return replace(run, ended_s=ended_s, aborted=reason is EndReason.ABORTED)


def paused(run: Run) -> bool:
    """Whether the clock of a run is stopped."""
    return bool(run.pauses) and run.pauses[-1].length_s is None and run.ended_s is None
