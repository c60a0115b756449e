"""What a person does in a run: submit, take a hint, pause, resume, end. Each is an event, decided on the log as it is.

Two commands at once are decided one after the other (`judge.contest.log.append`), each on what the first one wrote.
"""

from __future__ import annotations

import secrets
from typing import Final

from judge.contest.clock import Reading, passed
from judge.contest.events import Ended, EndReason, Event, Hinted, Paused, Received, Resumed, paused
from judge.contest.log import append
from judge.contest.log_parser import Log
from judge.contest.model import Attempt
from judge.contest.rules import rule_of
from judge.errors import UsageError
from judge.submission import Submission

_SEEDS: Final = 1 << 31
_RESUME: Final = "Resume the clock: judge contest resume"


def receive(log: Log, submission: Submission, problem: str, reading: Reading) -> tuple[Log, Attempt]:
    """Record a submission the moment that it arrives. Raises UsageError if the contest is paused."""

    def event(now: Log, at_s: float) -> Event:
        if paused(now.run):
            raise UsageError("the contest is paused; nothing was submitted", _RESUME)
        late = now.run.ended_s is not None or at_s >= now.run.length_s
        seed = 1 + secrets.randbelow(_SEEDS - 1)
        return Received(len(now.run.attempts) + 1, problem, submission.sha256, seed, upsolving=late)

    after = append(log, reading, event, submission.source)
    return after, after.run.attempts[-1]


def take_hint(log: Log, problem: str, number: int, reading: Reading) -> Log:
    """Record that a hint is about to be shown; a hint that was taken before adds nothing."""

    def event(now: Log, _at_s: float) -> Event | None:
        taken = {(hint.problem, hint.number) for hint in now.run.hints}
        return None if (problem, number) in taken else Hinted(problem, number)

    return append(log, reading, event)


def pause(log: Log, reading: Reading) -> Log:
    """Stop the clock. Raises UsageError if it is over or paused already, or the scoring rule has no pauses."""

    def event(now: Log, _at_s: float) -> Event:
        if now.run.ended_s is not None:
            raise UsageError("the contest is over", "To look back: judge contest report")
        if not rule_of(now.run.contest).has_pauses:
            raise UsageError(
                f"a contest with {now.run.contest.rule} scoring cannot be paused",
                "Only interviews can be paused. To give up: judge contest abort",
            )
        if paused(now.run):
            raise UsageError("the contest is already paused", _RESUME)
        return Paused()

    return append(log, reading, event)


def resume(log: Log, reading: Reading) -> Log:
    """Resume the clock. Raises UsageError if the contest is not paused."""

    def event(now: Log, _at_s: float) -> Event:
        if not paused(now.run):
            raise UsageError("the contest is not paused", "To see how it stands: judge contest status")
        return Resumed(round(passed(now.last, reading).seconds, 3))

    return append(log, reading, event)


def end(log: Log, reading: Reading, reason: EndReason) -> Log:
    """End a run that has not ended: now, or when its time was up if that was earlier."""

    def event(now: Log, at_s: float) -> Event | None:
        if now.run.ended_s is not None:
            return None
        paused_s = passed(now.last, reading).seconds if paused(now.run) else 0.0
        return Ended(round(min(at_s, now.run.length_s), 3), reason, round(paused_s, 3))

    return append(log, reading, event)
