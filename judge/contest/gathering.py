"""Which of many runs stand on one board: of one contest, in one version of it, one for each person. Knows no file.

What is left out is named with its reason; nothing is left out in silence but a second copy of the same file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from judge.contest.model import Contest, Run
from judge.errors import UsageError


class Reason(StrEnum):
    """Why a run is not on the board."""

    OTHER_CONTEST = "other contest"
    OTHER_VERSION = "other version"
    """The file of its contest says something else than that of the others."""
    OLDER_EXPORT = "older export"
    """The same run, exported before it had gone on."""
    FURTHER_RUN = "further run"
    """Of each person one run counts, and it is another."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A run that is not on the board; `detail` says what differs, where something does."""

    run: Run
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The runs of one board, and what was left out."""

    contest: Contest
    runs: tuple[Run, ...]
    left_out: tuple[LeftOut, ...] = ()


def gather(runs: Iterable[Run], name: str | None = None, *, chosen: Run | None = None) -> Gathered:
    """Choose the runs of one contest: of its most played version, the first one of each person.

    Args:
        runs: of any contests.
        name: of the contest; needed where they are of several.
        chosen: one of the runs, whose version and which itself counts instead.

    Raises:
        UsageError: there is none, or it is not clear of which contest.
    """
    every = sorted(runs, key=_started)
    names = sorted({run.contest.name for run in every})
    if not every:
        raise UsageError("there is no run to show", "Give files that were made by: judge contest export --format json")
    if name is None and len(names) > 1:
        raise UsageError(f"the runs are of {len(names)} contests: {', '.join(names)}", f"Add --contest {names[0]}")
    if name is not None and name not in names:
        raise UsageError(f"no run is of the contest {name}", f"There are: {', '.join(names)}")
    name = name or names[0]
    left_out = [LeftOut(run, Reason.OTHER_CONTEST) for run in every if run.contest.name != name]
    every = [run for run in every if run.contest.name == name]
    contest = chosen.contest if chosen else _most_played(every)
    left_out += [
        LeftOut(run, Reason.OTHER_VERSION, differences(contest, run.contest))
        for run in every
        if differences(contest, run.contest)
    ]
    every = [run for run in every if not differences(contest, run.contest)]
    kept: list[Run] = []
    for _, several in groupby(sorted(every, key=lambda run: run.participant), key=lambda run: run.participant):
        latest, older = _latest_exports(list(several))
        first = next((run for run in latest if not run.aborted), latest[0])
        counts = chosen if chosen in latest else first
        kept.append(counts)
        left_out += [LeftOut(run, Reason.OLDER_EXPORT) for run in older]
        left_out += [LeftOut(run, Reason.FURTHER_RUN) for run in latest if run != counts]
    return Gathered(contest, tuple(sorted(kept, key=_started)), tuple(left_out))


def differences(ours: Contest, theirs: Contest) -> str:
    """In what two versions of a contest differ that matters for the score; empty where they do not.

    Example:
        `minutes 60, not 45; problems`
    """
    found = []
    for field in fields(Contest):
        mine, other = getattr(ours, field.name), getattr(theirs, field.name)
        if field.name == "title" or mine == other:
            continue
        found.append("problems" if field.name == "tasks" else f"{field.name} {other}, not {mine}")
    return "; ".join(found)


def _most_played(runs: Sequence[Run]) -> Contest:
    """The version that most people played, and of several such that of the earliest run."""
    versions = [run.contest for run in runs]
    people = Counter(
        next(at for at, one in enumerate(versions) if not differences(one, contest)) for contest in versions
    )
    return versions[min(people, key=lambda at: (-people[at], at))]


def _latest_exports(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Of each run its latest export, by their start, and the exports that went before, but for mere copies."""
    latest: dict[tuple[str, str], Run] = {}
    older: list[Run] = []
    for run in runs:
        same = (run.id, run.started_at)  # on two machines two runs may have one id
        other = latest.setdefault(same, run)
        if other == run:
            continue
        latest[same], behind = (run, other) if _progress(run) > _progress(other) else (other, run)
        older.append(behind)
    return sorted(latest.values(), key=_started), older


def _progress(run: Run) -> tuple[bool, bool, int, int]:
    judged = sum(attempt.verdict is not None for attempt in run.attempts)
    return (run.intact, run.ended_s is not None, len(run.attempts), judged)


def _started(run: Run) -> tuple[datetime, str, str]:
    return (datetime.fromisoformat(run.started_at), run.participant, run.id)
