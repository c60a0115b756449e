"""The user's own solution files: start one from the stub, reset one to it. Nothing that a user wrote is lost."""

from __future__ import annotations

from pathlib import Path

from judge import disk, source
from judge.errors import StorageError, UsageError
from judge.problem import Problem
from judge.records import Records


def start(problem: Problem, path: Path) -> bool:
    """Put the stub at `path`. Gives False, and changes nothing, if something exists there.

    Raises:
        UsageError: the folder is a symbolic link, or the file cannot be written.
        StorageError: the folder is none.
    """
    stub = problem.stub.encode()
    if path.parent.is_symlink():
        raise UsageError(
            f"{source.shown_path(path.parent)} is a symbolic link; nothing is written through links",
            "Replace it with a folder, or run judge in the folder that it points to.",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except FileExistsError:
        if path.parent.is_dir():
            return False
        raise StorageError(f"{path.parent} is not a folder", "Move it away, or run judge elsewhere.") from None
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        with file:
            file.write(stub)
    except OSError as error:
        path.unlink()  # half a stub would be taken for the user's work
        raise _cannot_write(path, error) from None
    return True


def reset(problem: Problem, path: Path, records: Records) -> int | None:
    """Put the stub at `path`, after keeping the present file as a record.

    Returns:
        The id of that record; None if there was nothing to keep (no file, or the stub itself).

    Raises:
        UsageError: `path` is not a file that can be read and written; nothing was changed.
        StorageError: it cannot be recorded; the old file is still there.
    """
    if start(problem, path):
        return None
    old = source.read(path)
    stub = problem.stub.encode()
    if old.source == stub:
        return None
    try:
        with disk.replacing(path, stub):  # what cannot be written is not recorded as reset
            return records.add_reset(problem.id, old)
    except OSError as error:
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} cannot be written: {error.strerror}", f"Check the folder: ls -ld {path.parent}")
