"""Which of many runs stand on one scoreboard: one contest, one version of it, one run for each person. Knows no file.

Every run that is left out is named with the reason, except a second copy of the same file.
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


class LeftOutReason(StrEnum):
    """Why a run is not on the board."""

    OTHER_CONTEST = "other contest"
    OTHER_VERSION = "other version"
    """Its contest has other rules, problems or minutes than that of most runs."""
    OLDER_EXPORT = "older export"
    """A later export of the same run is there."""
    FURTHER_RUN = "further run"
    """Another run of the same person counts."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A run that is not on the board; `detail` says what differs, if something does."""

    run: Run
    reason: LeftOutReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BoardEntries:
    """The runs of one board, and what was left out."""

    contest: Contest
    runs: tuple[Run, ...]
    left_out: tuple[LeftOut, ...] = ()


def select_entries(runs: Iterable[Run], name: str | None = None, *, chosen: Run | None = None) -> BoardEntries:
    """Choose the runs of one contest: the first run of each person in its most played version.

    Args:
        runs: of any contests.
        name: of the contest; needed if the runs are of several.
        chosen: one of the runs; its version counts, and the run itself instead of that person's first.

    Raises:
        UsageError: there is no run, or it is not clear of which contest.
    """
    every = sorted(runs, key=_started)
    names = sorted({run.contest.name for run in every})
    if not every:
        raise UsageError("no run to show", "Give files written by: judge contest export")
    if name is None and len(names) > 1:
        raise UsageError(
            f"the runs belong to {len(names)} contests: {', '.join(names)}", f"Choose one: --contest {names[0]}"
        )
    if name is not None and name not in names:
        raise UsageError(f"no run of the contest {name}", f"Contests with runs: {', '.join(names)}")
    name = name or names[0]
    left_out = [LeftOut(run, LeftOutReason.OTHER_CONTEST) for run in every if run.contest.name != name]
    every = [run for run in every if run.contest.name == name]
    contest = chosen.contest if chosen else _most_played(every)
    left_out += [
        LeftOut(run, LeftOutReason.OTHER_VERSION, differences(contest, run.contest))
        for run in every
        if differences(contest, run.contest)
    ]
    every = [run for run in every if not differences(contest, run.contest)]
    entries: list[Run] = []
    for _, several in groupby(sorted(every, key=lambda run: run.participant), key=lambda run: run.participant):
        latest, older = _latest_exports(list(several))
        first = next((run for run in latest if not run.aborted), latest[0])
        counts = chosen if chosen in latest else first
        entries.append(counts)
        left_out += [LeftOut(run, LeftOutReason.OLDER_EXPORT) for run in older]
        left_out += [LeftOut(run, LeftOutReason.FURTHER_RUN) for run in latest if run != counts]
    return BoardEntries(contest, tuple(sorted(entries, key=_started)), tuple(left_out))


def differences(ours: Contest, theirs: Contest) -> str:
    """How two versions of a contest differ in what matters for the score; empty if they do not.

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
    """The version that most people played; of several, that of the earliest run."""
    versions = [run.contest for run in runs]
    people = Counter(
        next(at for at, one in enumerate(versions) if not differences(one, contest)) for contest in versions
    )
    return versions[min(people, key=lambda at: (-people[at], at))]


def _latest_exports(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """The latest export of each run, by start, and the earlier exports, without mere copies."""
    latest: dict[tuple[str, str], Run] = {}
    older: list[Run] = []
    for run in runs:
        same = (run.id, run.started_at)  # on two machines two runs may have one id
        other = latest.setdefault(same, run)
        if run == other or run in older:
            continue
        latest[same], behind = (run, other) if _progress(run) > _progress(other) else (other, run)
        older.append(behind)
    return sorted(latest.values(), key=_started), older


def _progress(run: Run) -> tuple[bool, int, bool, int, int, str]:
    """What a later export has more of. A rejudge after the end adds events, but no attempt.

    The last item only makes the choice between two that are equally far independent of their order.
    """
    judged = sum(attempt.verdict is not None for attempt in run.attempts)
    return (run.intact, run.events, run.ended_s is not None, len(run.attempts), judged, repr(run))


def _started(run: Run) -> tuple[datetime, str, str]:
    return (datetime.fromisoformat(run.started_at), run.participant, run.id)
