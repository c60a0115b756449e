"""The user's own solution files: start one from the stub, set one back to it. Loses nothing that a user wrote."""

from __future__ import annotations

import os
from pathlib import Path

from judge import source
from judge.errors import StorageError, UsageError
from judge.problem import Problem
from judge.records import Records


def start(problem: Problem, path: Path) -> bool:
    """Put the stub at `path`. Gives False, and changes nothing, where something is there already.

    Raises:
        UsageError: the folder is a link.
        StorageError: it cannot be written.
    """
    stub = problem.stub.encode()
    if path.parent.is_symlink():
        raise UsageError(
            f"{source.shown_path(path.parent)} is a symbolic link; nothing is written through links",
            "Put a folder in its place, or run judge in the folder that it leads to.",
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
    """Put the stub at `path`, the file that is there kept as a record first.

    Returns:
        The id of that record; None where there was nothing worth keeping (no file, or the stub itself).

    Raises:
        UsageError: what is at `path` is no file that can be read; nothing was changed.
        StorageError: it cannot be recorded or written; the old file is still there.
    """
    if start(problem, path):
        return None
    old = source.read(path)
    stub = problem.stub.encode()
    if old.source == stub:
        return None
    record_id = records.add_reset(problem.id, old)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("xb") as file:  # a link of that name is not followed
            file.write(stub)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _cannot_write(path, error) from None
    return record_id


def _cannot_write(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be written: {error.strerror}", f"Check the folder: ls -ld {path.parent}")
