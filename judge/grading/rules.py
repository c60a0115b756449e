"""The rules of a repository, `judge.toml` of the trusted side: what counts, how much, until when, and what is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from judge import names, toml
from judge.errors import ProblemError, UsageError
from judge.grading.results import Shown
from judge.problem import Catalogue, Difficulty
from judge.toml import Fields

FILE: Final = "judge.toml"
GUIDE: Final = toml.Guide("rules", "docs/rules.md")
MIN_POINTS: Final = 0.01
MAX_POINTS: Final = 1_000_000
MAX_NAME: Final = 255
"""Characters of an author's name, which is the name of a folder."""


class Period(StrEnum):
    """The period of a penalty for lateness."""

    HOUR = "hour"
    DAY = "day"

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return timedelta(hours=1) if self is Period.HOUR else timedelta(days=1)


class Counted(StrEnum):
    """Where the number of attempts comes from."""

    FILE = "file"
    """A file of the trusted side, which keeps count: `--attempts FILE`."""
    COMMITS = "commits"
    """The commits of the branch that changed the solution. Whoever may rewrite the branch decides how many."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a solution counts in full.

    Attributes:
        at: the deadline.
        grace: how much later is not late yet.
        percent: of a problem's points, lost for each period begun since `at`.
        period: of the penalty.
        at_most_percent: the most that lateness costs.
    """

    at: datetime
    grace: timedelta
    percent: float
    period: Period
    at_most_percent: float


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often one may try.

    Attributes:
        counted: where the number comes from.
        maximum: how many are free.
        percent: of the problem's points, lost for each further attempt.
    """

    counted: Counted
    maximum: int
    percent: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All of `judge.toml`.

    Attributes:
        required: the problems that must be solved to pass, in the file's order.
        points: what each problem that counts is worth, required or not, in the file's order.
        minimum: the points needed to pass.
        deadline: None without one.
        attempts: None if they do not matter.
        shown: how much of the reports may be shown.
        roster: authors who must appear; others may.
    """

    required: tuple[str, ...]
    points: Mapping[str, float]
    minimum: float = 0.0
    deadline: Deadline | None = None
    attempts: Attempts | None = None
    shown: Shown = Shown.MESSAGES
    roster: tuple[str, ...] = ()


def load(path: Path, catalogue: Catalogue) -> Rules:
    """Read a file that the user has named.

    Raises:
        UsageError: the file cannot be read.
        ProblemError: it is not valid, or names a problem that is unknown or broken.
    """
    try:
        data = toml.contents(path, toml.MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot read {path}: {reason}", "Give the rules file: --rules FILE") from None
    return parse(data, path, catalogue)


def parse(data: bytes, path: Path | str, catalogue: Catalogue) -> Rules:
    """The rules in the bytes of a file; `path` names it in error messages. Raises ProblemError."""
    fields = toml.parse(toml.text_of(data, path), path, GUIDE)
    required = _problems(fields, "required", catalogue)
    optional = tuple(one for one in _problems(fields, "optional", catalogue) if one not in required)
    if not required and not optional:
        raise ProblemError(f"{path} lists no problems", 'List some, for example: required = ["number_of_islands"]')
    points = fields.table("points", required=False)
    worth = _points(points, (*required, *optional), catalogue)
    rules = Rules(
        required=required,
        points=worth,
        minimum=fields.number("minimum_points", 0, MAX_POINTS, default=0),
        deadline=_deadline(fields.table("deadline")) if "deadline" in fields else None,
        attempts=_attempts(fields.table("attempts")) if "attempts" in fields else None,
        shown=fields.choice("show", Shown, default=Shown.MESSAGES),
        roster=_roster(fields),
    )
    if rules.minimum > sum(worth.values()):
        total = sum(worth.values())
        raise fields.wrong(
            "minimum_points", f"is {rules.minimum:g}, but all problems together are worth only {total:g}"
        )
    fields.reject_leftovers()
    return rules


def _problems(fields: Fields, key: str, catalogue: Catalogue) -> tuple[str, ...]:
    names = fields.texts(key, required=False)
    for name in names:
        _known(fields, key, name, catalogue.ids)
    return tuple(dict.fromkeys(names))


def _known(fields: Fields, key: str, name: str, ids: Collection[str]) -> None:
    if name not in ids:
        hint = toml.did_you_mean(name, ids) or "List all problems: judge list"
        raise fields.wrong(key, f"names an unknown problem: {toml.shown(name)}", hint)


def _points(fields: Fields, names: Iterable[str], catalogue: Catalogue) -> dict[str, float]:
    default = fields.number("default", MIN_POINTS, MAX_POINTS, default=1)
    by_difficulty = {level: fields.number(level, MIN_POINTS, MAX_POINTS, default=default) for level in Difficulty}
    by_problem = fields.table("problem", required=False)
    worth = {
        name: by_problem.number(name, MIN_POINTS, MAX_POINTS, default=by_difficulty[catalogue.load(name).difficulty])
        for name in names
    }
    for table in (fields, by_problem):
        table.reject_leftovers()
    return worth


def _deadline(fields: Fields) -> Deadline:
    deadline = Deadline(
        at=fields.moment("at"),
        grace=timedelta(minutes=fields.number("grace_minutes", 0, 7 * 24 * 60, default=0)),
        percent=fields.number("late_percent", 0, 100, default=100),
        period=fields.choice("per", Period, default=Period.DAY),
        at_most_percent=fields.number("at_most_percent", 0, 100, default=100),
    )
    fields.reject_leftovers()
    return deadline


def _attempts(fields: Fields) -> Attempts:
    attempts = Attempts(
        counted=fields.choice("counted", Counted),
        maximum=fields.whole("maximum", 1, 10_000),
        percent=fields.number("further_percent", 0, 100, default=100),
    )
    fields.reject_leftovers()
    return attempts


def _roster(fields: Fields) -> tuple[str, ...]:
    roster = tuple(map(names.normal, fields.texts("authors", required=False)))
    for name in roster:
        if "/" in name or name.startswith(".") or len(name) > MAX_NAME:
            raise fields.wrong("authors", f"has {toml.shown(name)}, which is not a valid folder name")
        if (clean := names.clean(name)) != name:
            what = f"has {toml.shown(name)}, with invisible characters or unusual spaces"
            raise fields.wrong("authors", what, f"Write {toml.shown(clean)}")
    return tuple(dict.fromkeys(roster))
