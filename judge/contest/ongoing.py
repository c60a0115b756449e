"""The contest that runs now, if one does, and the events that a person causes in it. Knows no sandbox and no terminal.

A file `running` beside the logs names the one run that is under way and the folder that its solutions are in. It is
written before the log is begun and removed after the log has ended, so that a kill at any moment leaves nothing that
counts and is not seen; whoever finds it beside a log that has ended, or that is not there, removes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge import workspace
from judge.contest import log, runs
from judge.contest.clock import Reading, passed
from judge.contest.events import Ended, Event, Hinted, Paused, Reason, Received, Resumed, Started, paused
from judge.contest.model import Attempt, Contest, Rule
from judge.contest.reading import Log
from judge.contest.runs import next_number
from judge.errors import StorageError, UsageError
from judge.judging import Submission
from judge.problem import Catalogue

POINTER: Final = "running"
_SEEDS: Final = 1 << 31


@dataclass(frozen=True, slots=True)
class Ongoing:
    """A run that is under way.

    Attributes:
        path: of its log.
        workplace: the folder of its solutions.
    """

    path: Path
    workplace: Path

    def file(self, problem: str) -> Path:
        """The solution of a problem in this run."""
        return self.workplace / f"{problem}.py"


def ongoing(folder: Path) -> Ongoing | None:
    """The run under way, as far as the pointer says. Raises StorageError."""
    pointer = folder / POINTER
    try:
        fields = json.loads(pointer.read_text(encoding="utf-8"))
        return Ongoing(folder / f"{fields['run']}.jsonl", Path(fields["workplace"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{pointer} cannot be read: {error.strerror}", f"Check it: ls -l {pointer}") from None
    except (ValueError, KeyError, TypeError):
        raise StorageError(f"{pointer} is damaged", f"Look at it, then remove it: rm {pointer}") from None


def clear(folder: Path) -> None:
    """No run is under way any more. Raises StorageError."""
    try:
        (folder / POINTER).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{folder / POINTER} cannot be removed: {error.strerror}") from None


def begin(
    folder: Path,
    workplaces: Path,
    contest: Contest,
    catalogue: Catalogue,
    participant: str,
    reading: Reading,
    *,
    extra_minutes: int = 0,
    ghost: bytes = b"",
) -> Ongoing:
    """Begin a run: its folder with a stub of each problem, its pointer, its log.

    Args:
        folder: of the logs.
        workplaces: where the folder of its solutions is to be made.
        contest: what is played.
        catalogue: where its problems are.
        participant: who plays.
        reading: the clocks now.
        extra_minutes: that this person has beyond the contest's.
        ghost: the log of the run to race against.

    Raises:
        UsageError: another one runs.
        StorageError: something cannot be written; then nothing runs.
    """
    with _one_at_a_time(folder):
        if (other := ongoing(folder)) is not None and other.path.is_file():
            raise UsageError(
                f"the contest {other.path.stem} runs already", "End it first: judge contest finish, or abort"
            )
        problems = [catalogue.load(task.problem) for task in contest.tasks]
        number = next_number(folder)
        while (workplaces / f"{contest.name}-{number}").exists():  # of another home, or begun and never made
            number += 1
        run = Ongoing(folder / f"{contest.name}-{number}.jsonl", workplaces / f"{contest.name}-{number}")
        for problem in problems:
            workspace.start(problem, run.file(problem.id))
        if ghost:
            _write(ghost_of(run.path), ghost)
        _write(
            folder / POINTER, json.dumps({"run": run.path.stem, "workplace": str(run.workplace.absolute())}).encode()
        )
        try:
            log.create(run.path, Started(run.path.stem, contest, participant, extra_minutes), reading)
        except BaseException:
            clear(folder)
            raise
    return run


def keep(folder: Path, file: Path) -> int:
    """Take the log of another into the folder, as it is. Gives its number. Raises UsageError where it is there."""
    run = log.read(file)
    content = file.read_bytes()
    first = content.partition(b"\n")[0]
    with _one_at_a_time(folder):
        for stored in runs.stored(folder):
            if stored.path.read_bytes().partition(b"\n")[0] == first:
                raise UsageError(f"{file} is there already, as #{stored.number}", "All of them: judge contest list")
        number = next_number(folder)
        name = re.sub(r"[^a-z0-9_-]", "_", run.contest.name.lower())[:60] or "run"  # whatever a stranger called it
        _write(folder / f"{name}-{number}.jsonl", content)
    return number


def ghost_of(path: Path) -> Path:
    """Where the log is kept that the run of this log races against."""
    return path.with_suffix(".ghost")


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
        return Ended(round(min(at_s, held.run.length_s), 3), reason)

    return log.append(path, reading, event)


@contextmanager
def judging(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Judge attempts of a run in one process at a time; gives False where another one does and `wait` is not set.

    A process that is killed lets go by itself.
    """
    with _held(path.with_suffix(".lock"), wait=wait) as got:
        yield got


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be made: {error.strerror}", "Set JUDGE_HOME to a folder that you may write to."
        ) from None
    with _held(folder / "lock", wait=True):
        yield


@contextmanager
def _held(path: Path, *, wait: bool) -> Iterator[bool]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        got = True
    except BlockingIOError:
        got = False
    try:
        yield got
    finally:
        os.close(descriptor)


def _write(path: Path, content: bytes) -> None:
    """All of a file or none of it. Raises StorageError."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        log.sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written: {error.strerror}", f"Check the folder: df -h {path.parent}")
