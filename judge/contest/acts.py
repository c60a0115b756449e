"""What a person does in a run: hand in, take a hint, pause, go on, end. Each is an event, decided on the log as it is.

Two commands at once are decided one after the other (`log.append`), each on what the first has made of the log.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from judge.contest import log
from judge.contest.clock import Reading, passed
from judge.contest.events import Ended, Event, Hinted, Paused, Reason, Received, Resumed, paused
from judge.contest.model import Attempt, Rule
from judge.contest.reading import Log
from judge.errors import UsageError
from judge.judging import Submission

_SEEDS: Final = 1 << 31


def receive(path: Path, submission: Submission, problem: str, reading: Reading) -> tuple[Log, Attempt]:
    """Note a submission the moment that it comes. Raises UsageError where the clock stands still."""

    def event(held: Log, at_s: float) -> Event:
        if paused(held.run):
            raise UsageError("the contest is paused; nothing was handed in", "Go on with: judge contest resume")
        late = held.run.ended_s is not None or at_s >= held.run.length_s
        seed = 1 + secrets.randbelow(_SEEDS - 1)
        return Received(len(held.run.attempts) + 1, problem, submission.sha256, seed, upsolving=late)

    after = log.append(path, reading, event, submission.source)
    return after, after.run.attempts[-1]


def take_hint(path: Path, problem: str, number: int, reading: Reading) -> Log:
    """Note that a hint is about to be shown; the same one again is no event."""

    def event(held: Log, _at_s: float) -> Event | None:
        taken = {(hint.problem, hint.number) for hint in held.run.hints}
        return None if (problem, number) in taken else Hinted(problem, number)

    return log.append(path, reading, event)


def pause(path: Path, reading: Reading) -> Log:
    """Stop the clock. Raises UsageError where the rule, or the state of the run, forbids it."""

    def event(held: Log, _at_s: float) -> Event:
        if held.run.contest.rule is not Rule.INTERVIEW:
            raise UsageError(
                f"a contest by the rule {held.run.contest.rule} cannot be paused",
                "Only interviews can; go on, or: judge contest abort",
            )
        if paused(held.run):
            raise UsageError("it is paused already", "Go on with: judge contest resume")
        return Paused()

    return log.append(path, reading, event)


def resume(path: Path, reading: Reading) -> Log:
    """Let the clock go on. Raises UsageError where it does already."""

    def event(held: Log, _at_s: float) -> Event:
        if not paused(held.run):
            raise UsageError("it is not paused", "How it stands: judge contest status")
        return Resumed(round(passed(held.last, reading).seconds, 3))

    return log.append(path, reading, event)


def end(path: Path, reading: Reading, reason: Reason) -> Log:
    """End a run that has not ended: now, or when its time was up if that was earlier."""

    def event(held: Log, at_s: float) -> Event | None:
        if held.run.ended_s is not None:
            return None
        stood_s = passed(held.last, reading).seconds if paused(held.run) else 0.0
        return Ended(round(min(at_s, held.run.length_s), 3), reason, round(stood_s, 3))

    return log.append(path, reading, event)
