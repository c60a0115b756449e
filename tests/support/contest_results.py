"""Logs of runs of one contest, as people export them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from judge.contest import log
from judge.contest.clock import Reading
from judge.contest.events import Ended, EndReason, Event, Judged, Received, Started
from judge.contest.model import Contest, GroupResult, Task
from judge.verdict import Verdict

SUNDAY = Contest("sunday", "Sunday", (Task("A", "addition"), Task("B", "add_hard")), 60, "icpc", freeze_minutes=20)
SOURCE = b"def add(a, b):\n    return a + b\n"


def play(
    path: Path,
    who: str,
    *attempts: str,
    contest: Contest = SUNDAY,
    day: int = 0,
    end: EndReason | None = EndReason.FINISHED,
) -> Path:
    """A log of attempts such as `A 12 AC` (contest minutes), finished after the whole time."""

    def at(minute: float) -> Reading:
        return Reading(1_779_000_000.0 + 86_400 * day + 60 * minute, 5000.0 + 60 * minute, "boot")

    def add(event: Event, minute: float, source: bytes = b"") -> None:
        log.append(log.load(path), at(minute), lambda _log, _at_s: event, source)

    log.create(path, Started(f"{contest.name}-1", contest, who), at(0))
    problems = {task.label: task.problem for task in contest.tasks}
    for number, line in enumerate(attempts, 1):
        label, minute, verdict = line.split()
        add(Received(number, problems[label], sha256(SOURCE).hexdigest(), 7), float(minute), SOURCE)
        add(Judged(number, Verdict(verdict), (GroupResult("hidden", 3, 4),)), float(minute) + 0.1)
    if end is not None:
        add(Ended(3600.0, end), 60)
    return path


def rejudge(path: Path, *verdicts: str) -> Path:
    """New verdicts for the first attempts of a log, a day after its contest."""
    reading = Reading(1_779_086_400.0, 91_400.0, "boot")
    for number, verdict in enumerate(verdicts, 1):
        judged = Judged(number, Verdict(verdict), (GroupResult("hidden", 4, 4),), rejudged=True)
        log.append(log.load(path), reading, lambda _log, _at_s, judged=judged: judged)
    return path
