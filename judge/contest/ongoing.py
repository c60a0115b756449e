"""The contest that runs now, if one does: its pointer, its folder, its lock. Knows no sandbox and no terminal.

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge import workspace
from judge.contest import log, runs
from judge.contest.clock import Reading
from judge.contest.events import Started
from judge.contest.model import Contest
from judge.contest.runs import next_number
from judge.errors import StorageError, UsageError
from judge.problem import Catalogue

POINTER: Final = "running"


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


def clear(folder: Path, run: Ongoing) -> None:
    """That run is not under way any more, if its log says so or was never begun. Raises StorageError, UsageError."""
    with _one_at_a_time(folder):  # another process may be between a pointer and its log, or have begun the next run
        if ongoing(folder) == run and (not run.path.is_file() or log.read(run.path).ended_s is not None):
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
            _remove_pointer(folder)
            raise
    return run


def _remove_pointer(folder: Path) -> None:
    try:
        (folder / POINTER).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{folder / POINTER} cannot be removed: {error.strerror}") from None


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
        _write(folder / f"{name}-{number}{runs.IMPORTED}.jsonl", content)
    return number


def ghost_of(path: Path) -> Path:
    """Where the log is kept that the run of this log races against."""
    return path.with_suffix(".ghost")


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
