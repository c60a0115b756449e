"""The run in progress, if there is one: its pointer, its folder, its locks. Knows no sandbox and no terminal.

The file `running` beside the logs names the run in progress and the folder of its solutions. It is written before the
log begins and removed after the log has ended, so that no run in progress is ever overlooked, whenever the program is
killed. A pointer to a log that has ended, or does not exist, is stale; the next command removes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge import disk, workspace
from judge.contest import runs
from judge.contest.clock import Reading
from judge.contest.events import Started
from judge.contest.log import create, event_lines, load
from judge.contest.log_parser import Log
from judge.contest.model import Contest
from judge.contest.runs import next_number
from judge.errors import StorageError, UsageError
from judge.private_folder import make_private
from judge.problem import Catalogue

POINTER: Final = "running"


@dataclass(frozen=True, slots=True)
class CurrentRun:
    """The run in progress.

    Attributes:
        path: its log.
        workplace: the folder of its solutions.
    """

    path: Path
    workplace: Path

    def file(self, problem: str) -> Path:
        """The solution of a problem in this run."""
        return self.workplace / f"{problem}.py"


def current_run(folder: Path) -> CurrentRun | None:
    """The run that the pointer names. Raises StorageError."""
    pointer = folder / POINTER
    try:
        fields = json.loads(pointer.read_text(encoding="utf-8"))
        return CurrentRun(folder / f"{fields['run']}.jsonl", Path(fields["workplace"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{pointer} cannot be read: {error.strerror}", f"Check it: ls -l {pointer}") from None
    except (ValueError, KeyError, TypeError):
        raise StorageError(f"{pointer} is damaged", f"Look at it, then remove it: rm {pointer}") from None


def clear(folder: Path, run: CurrentRun, log: Log | None) -> None:
    """Remove the pointer to a run if its log has ended, or was never begun (None). Raises StorageError."""
    with _one_at_a_time(folder):  # another process may be between a pointer and its log, or have begun the next run
        over = not run.path.is_file() if log is None else log.run.ended_s is not None
        if over and current_run(folder) == run:
            _remove_pointer(folder)


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
) -> CurrentRun:
    """Begin a run: its folder with a stub of each problem, its pointer, its log.

    Args:
        folder: of the logs.
        workplaces: where the folder of its solutions is made.
        contest: what is played.
        catalogue: the problems.
        participant: who plays.
        reading: the clocks now.
        extra_minutes: that this person has beyond the contest's.
        ghost: the log of the run to race against.

    Raises:
        UsageError: another run is in progress.
        StorageError: something cannot be written; no run has begun.
    """
    with _one_at_a_time(folder):
        if (other := current_run(folder)) is not None and other.path.is_file():
            raise UsageError(
                f"the contest {other.path.stem} is already running",
                "End it first: judge contest finish, or judge contest abort",
            )
        problems = [catalogue.load(task.problem) for task in contest.tasks]
        number = next_number(folder)
        while (workplaces / f"{contest.name}-{number}").exists():  # left by another home, or by a start that failed
            number += 1
        run = CurrentRun(folder / f"{contest.name}-{number}.jsonl", workplaces / f"{contest.name}-{number}")
        for problem in problems:
            workspace.start(problem, run.file(problem.id))
        if ghost:
            _write(ghost_of(run.path), ghost)
        _write(
            folder / POINTER, json.dumps({"run": run.path.stem, "workplace": str(run.workplace.absolute())}).encode()
        )
        try:
            create(run.path, Started(run.path.stem, contest, participant, extra_minutes), reading)
        except BaseException:
            _remove_pointer(folder)
            raise
    return run


def _remove_pointer(folder: Path) -> None:
    try:
        (folder / POINTER).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{folder / POINTER} cannot be removed: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class Import:
    """An imported run: its number, and whether it replaced an earlier export of the same run."""

    number: int
    replaced: bool


def import_log(folder: Path, given: Log) -> Import:
    """Copy a log that was read elsewhere into the folder; a later export of a run replaces an earlier one.

    Raises:
        UsageError: it is no log, a run that was played here, or not later than what was imported before.
        StorageError: it cannot be written; what was imported before is as it was.
    """
    file, content = given.path, given.path.read_bytes()
    first = content.partition(b"\n")[0]
    with _one_at_a_time(folder):
        for stored in runs.stored(folder):
            if stored.path.read_bytes().partition(b"\n")[0] != first:
                continue
            if not stored.imported:
                raise UsageError(f"{file} is your own run #{stored.number}", "To see your runs: judge contest list")
            _require_later(given, load(stored.path), stored.number)
            _write(stored.path, content)
            return Import(stored.number, replaced=True)
        number = next_number(folder)
        name = re.sub(r"[^a-z0-9_-]", "_", given.run.contest.name.lower())[:60] or "run"  # a stranger chose it
        _write(folder / f"{name}-{number}{runs.IMPORTED}.jsonl", content)
    return Import(number, replaced=False)


def _require_later(given: Log, before: Log, number: int) -> None:
    """Raise UsageError unless an export extends another of the same run, or is intact where that one is not."""
    file, hint = given.path, "To see your runs: judge contest list"
    ours, theirs = event_lines(before), event_lines(given)
    if before.run.intact and not given.run.intact:
        raise UsageError(f"{file} is an edited export of #{number}, which was imported intact", hint)
    if theirs == ours:
        if not set(given.sources) > set(before.sources):
            raise UsageError(f"{file} was already imported, as #{number}", hint)
    elif theirs == ours[: len(theirs)]:
        raise UsageError(f"{file} is an earlier export of #{number}, which was imported before", hint)
    elif before.run.intact == given.run.intact and theirs[: len(ours)] != ours:
        raise UsageError(
            f"{file} contradicts #{number}, another export of the same run: one of them was edited",
            f"To replace #{number}, remove it first: rm {before.path}",
        )


def ghost_of(path: Path) -> Path:
    """The log that the run of this log races against, if it does."""
    return path.with_suffix(".ghost")


@contextmanager
def judging(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """The lock for judging attempts of a run; False if another process has it, without `wait`.

    The system releases it when a process is killed.
    """
    with _locked(path.with_suffix(".lock"), wait=wait) as acquired:
        yield acquired


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    try:
        make_private(folder)
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be created: {error.strerror}", "Set JUDGE_HOME to a folder that you can write to."
        ) from None
    with _locked(folder / "lock", wait=True):
        yield


@contextmanager
def _locked(path: Path, *, wait: bool) -> Iterator[bool]:
    try:
        file = disk.open_lock_file(path)
    except OSError as error:
        raise _cannot_write(path, error) from None
    with file:
        yield disk.lock(file, wait=wait)


def _write(path: Path, content: bytes) -> None:
    """Write all of a file or nothing. Raises StorageError."""
    try:
        disk.replace(path, content, mode=0o600, durable=True)
    except OSError as error:
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written: {error.strerror}", f"Check the folder: df -h {path.parent}")
