"""The logs that one person has, in a folder: RUN.jsonl, where RUN is NAME-NUMBER. Knows no terminal.

Beside them are those that were imported from others, as RUN.imported.jsonl.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import UsageError

IMPORTED: Final = ".imported"
_NAME: Final = re.compile(rf"(.+-([0-9]{{1,9}}))({re.escape(IMPORTED)})?\.jsonl")


@dataclass(frozen=True, slots=True)
class Stored:
    """A run in the folder.

    Attributes:
        number: what a person types.
        id: NAME-NUMBER.
        path: its log.
        imported: whether it came from elsewhere.
    """

    number: int
    id: str
    path: Path
    imported: bool = False


def stored(folder: Path) -> tuple[Stored, ...]:
    """All runs of the folder, oldest first."""
    found = ((path, _NAME.fullmatch(path.name)) for path in folder.glob("*.jsonl"))
    return tuple(
        sorted((Stored(int(name[2]), name[1], path, bool(name[3])) for path, name in found if name), key=_number)
    )


def find(folder: Path, what: str | None = None) -> Path:
    """The log that a person means: a number (3 or #3), an id or its unique beginning, the path of a file.

    None means the newest run played here. Raises UsageError if there is no such run.
    """
    runs = stored(folder)
    if what is None:
        own = [run for run in runs if not run.imported]
        if not own:
            raise UsageError("you have not played a contest yet", "To see what you can play: judge contest list")
        return own[-1].path
    number = what.removeprefix("#")
    matches = [run for run in runs if number.isdecimal() and run.number == int(number[:9])]
    matches = matches or [run for run in runs if run.id == what] or [run for run in runs if run.id.startswith(what)]
    if len(matches) == 1:
        return matches[0].path
    if os.sep in what or what.endswith(".jsonl") or Path(what).is_file():
        return Path(what)
    if matches:
        ids = ", ".join(run.id for run in matches[-6:])
        raise UsageError(f"{what!r} is ambiguous: {ids}", "Give a number from: judge contest list")
    near = difflib.get_close_matches(what, [run.id for run in runs], n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"unknown run {what!r}", f"{hint}To see your runs: judge contest list")


def is_own(folder: Path, path: Path) -> bool:
    """Whether it is the log of a run that was played here, not one that was imported or is kept elsewhere."""
    return any(run.path == path and not run.imported for run in stored(folder))


def number_of(path: Path) -> str:
    """What a person types to name the run of a log: its number, or the path of a file from elsewhere."""
    name = _NAME.fullmatch(path.name)
    return name[2] if name else str(path)


def next_number(folder: Path) -> int:
    """The number of the next run."""
    return max((run.number for run in stored(folder)), default=0) + 1


def _number(run: Stored) -> int:
    return run.number
