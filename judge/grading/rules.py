"""The rules of a repository, `judge.toml` on the trusted side: what counts, how much, until when, and what is shown.

A standing is a pure function of the rules, the results, the time of hand-in and the attempts. Where the file lies, and
what time it is, others know.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from judge import toml
from judge.errors import ProblemError, UsageError
from judge.grading.results import Graded, Scored, Shown, Standing
from judge.problem import Catalogue, Difficulty
from judge.toml import Fields

FILE: Final = "judge.toml"
GUIDE: Final = toml.Guide("rules", "docs/rules.md")
MIN_POINTS: Final = 0.01
MAX_POINTS: Final = 1_000_000
MAX_NAME: Final = 255
"""Characters of an author's name, which is the name of a folder."""


class Period(StrEnum):
    """What a penalty for lateness is counted by."""

    HOUR = "hour"
    DAY = "day"

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return timedelta(hours=1) if self is Period.HOUR else timedelta(days=1)


class Counted(StrEnum):
    """Where the number of attempts comes from."""

    FILE = "file"
    """A file of the trusted side, which has kept count: `--attempts FILE`."""
    COMMITS = "commits"
    """The commits of the branch that changed the solution. Who may rewrite the branch decides how many there are."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a solution counts in full.

    Attributes:
        at: the deadline.
        grace: how much later is not late yet.
        percent: what each period that has begun since `at` takes of a problem's points.
        period: of the penalty.
        at_most_percent: what all of them take at most.
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
        percent: what each further one takes of the problem's points.
    """

    counted: Counted
    maximum: int
    percent: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All of `judge.toml`.

    Attributes:
        required: what one must solve to pass, in the file's order.
        points: what each problem that counts is worth, required or not, in the file's order.
        minimum: the points that one must have to pass.
        deadline: None where there is none.
        attempts: None where they do not matter.
        shown: how much of the reports may be told.
        roster: who must be there; others may be.
    """

    required: tuple[str, ...]
    points: Mapping[str, float]
    minimum: float = 0.0
    deadline: Deadline | None = None
    attempts: Attempts | None = None
    shown: Shown = Shown.MESSAGES
    roster: tuple[str, ...] = ()


def load(path: Path, catalogue: Catalogue) -> Rules:
    """Read a file that the user names.

    Raises:
        UsageError: there is no such file.
        ProblemError: it says something that is no rule, of a problem that there is not, or that is at fault itself.
    """
    try:
        data = toml.contents(path, toml.MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path} cannot be read: {reason}", "Give the file with the rules: --rules FILE") from None
    return parse(data, path, catalogue)


def parse(data: bytes, path: Path | str, catalogue: Catalogue) -> Rules:
    """The rules in the bytes of a file, which `path` names in complaints. Raises ProblemError."""
    fields = toml.parse(toml.text_of(data, path), path, GUIDE)
    required = _problems(fields, "required", catalogue)
    optional = tuple(one for one in _problems(fields, "optional", catalogue) if one not in required)
    if not required and not optional:
        raise ProblemError(
            f"{path}: no problem counts", 'List those that do, for example: required = ["number_of_islands"]'
        )
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
        raise fields.wrong("minimum_points", f"is {rules.minimum:g}, and all problems together bring {total:g}")
    fields.reject_leftovers()
    return rules


def _problems(fields: Fields, key: str, catalogue: Catalogue) -> tuple[str, ...]:
    names = fields.texts(key, required=False)
    for name in names:
        _known(fields, key, name, catalogue.ids)
    return tuple(dict.fromkeys(names))


def _known(fields: Fields, key: str, name: str, ids: Collection[str]) -> None:
    if name not in ids:
        hint = toml.did_you_mean(name, ids) or "All problems: judge list"
        raise fields.wrong(key, f"names {toml.shown(name)}, and there is no such problem", hint)


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
    roster = fields.texts("authors", required=False)
    for name in roster:
        if "/" in name or name.startswith(".") or len(name) > MAX_NAME:
            raise fields.wrong("authors", f"has {toml.shown(name)}, which cannot be the name of an author's folder")
    return tuple(dict.fromkeys(roster))


def standings(
    rules: Rules, results: Iterable[Graded], received_at: datetime, attempts: Mapping[tuple[str, str], int]
) -> tuple[Standing, ...]:
    """Each author by the rules, in the order of their names; those of the roster without any solution, too.

    Where nobody is named and nothing was handed in, there is one standing all the same, so that nothing does not pass.

    Args:
        rules: of the repository.
        results: in any order.
        received_at: when the solutions were handed in, by a clock of the trusted side.
        attempts: how many of each author and problem; what is not there counts as one.
    """
    of_author: dict[str, list[Graded]] = defaultdict(list)
    for author in rules.roster:
        of_author[author] = []
    for graded in results:
        of_author[graded.candidate.author].append(graded)
    late_percent, late_words = _lateness(rules.deadline, received_at)
    found = []
    for author, own in sorted(of_author.items() or [("", [])]):
        lines = []
        for problem in rules.points:
            percent, words = _surplus(rules.attempts, attempts.get((author, problem), 1))
            of_problem = [graded for graded in own if graded.candidate.problem == problem]
            note = ", ".join(filter(None, (late_words, words)))
            lines.append(_scored(rules, problem, of_problem, late_percent + percent, note))
        found.append(_standing(rules, author, tuple(lines)))
    return tuple(found)


def _scored(rules: Rules, problem: str, results: list[Graded], percent_off: float, note: str) -> Scored:
    """One line: accepted brings the points that lateness and attempts leave; all else brings none."""
    possible = rules.points[problem]
    required = problem in rules.required
    if any(graded.accepted for graded in results):
        # rounded, so that what adds up to all of it leaves nothing
        points = min(possible, round(possible * max(0.0, 100 - percent_off) / 100, 6))
        return Scored(problem, points, possible, required, accepted=True, note=note)
    if any(graded.ours for graded in results):
        return Scored(problem, 0.0, possible, required, note="not judged, which is our fault", withheld=True)
    return Scored(problem, 0.0, possible, required, note="" if results else "not handed in")


def _standing(rules: Rules, author: str, lines: tuple[Scored, ...]) -> Standing:
    left_open = [line.problem for line in lines if line.withheld]
    # what came so late, or so often, that nothing is left of it, is not solved in time
    solved = all(line.points for line in lines if line.required)
    enough = sum(line.points for line in lines) >= rules.minimum
    return Standing(
        author,
        lines,
        passed=solved and enough and not left_open,
        withheld=f"not judged, which is our fault: {', '.join(left_open)}" if left_open else "",
    )


def _lateness(deadline: Deadline | None, received_at: datetime) -> tuple[float, str]:
    """The percentage that lateness takes, and how late it is in words."""
    if deadline is None or received_at <= deadline.at + deadline.grace:
        return 0.0, ""
    periods = math.ceil((received_at - deadline.at) / deadline.period.length)
    percent = min(deadline.at_most_percent, periods * deadline.percent)
    plural = "" if periods == 1 else "s"
    return percent, f"late by {periods} {deadline.period}{plural} begun: {percent:g} % off"


def _surplus(attempts: Attempts | None, made: int) -> tuple[float, str]:
    """The percentage that attempts beyond the maximum take, and how many there were in words."""
    if attempts is None or made <= attempts.maximum:
        return 0.0, ""
    percent = min(100.0, (made - attempts.maximum) * attempts.percent)
    return percent, f"{made} attempts, {attempts.maximum} are free: {percent:g} % off"
