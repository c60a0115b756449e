"""The logs of one person's contests, in a folder: RUN.jsonl, with RUN of the form NAME-NUMBER. Knows no terminal."""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import UsageError

_NAME: Final = re.compile(r"(.+)-([0-9]{1,9})\.jsonl")


@dataclass(frozen=True, slots=True)
class Stored:
    """A run that is kept in the folder: `number` is what a person types, `id` is NAME-NUMBER."""

    number: int
    id: str
    path: Path


def stored(folder: Path) -> tuple[Stored, ...]:
    """All that are kept, oldest first."""
    found = ((path, _NAME.fullmatch(path.name)) for path in folder.glob("*.jsonl"))
    return tuple(sorted((Stored(int(name[2]), path.stem, path) for path, name in found if name), key=_number))


def find(folder: Path, what: str | None = None) -> Path:
    """The log that a person means: a number (3 or #3), an id or the only one that begins so, the path of a file.

    Without a word it is the newest. Raises UsageError where there is none.
    """
    runs = stored(folder)
    if what is None:
        if not runs:
            raise UsageError("no contest was played yet", "What there is to play: judge contest list")
        return runs[-1].path
    number = what.removeprefix("#")
    matches = [run for run in runs if number.isdecimal() and run.number == int(number[:9])]
    matches = matches or [run for run in runs if run.id == what] or [run for run in runs if run.id.startswith(what)]
    if len(matches) == 1:
        return matches[0].path
    if os.sep in what or what.endswith(".jsonl") or Path(what).is_file():
        return Path(what)
    if matches:
        ids = ", ".join(run.id for run in matches[-6:])
        raise UsageError(f"{what!r} could be {ids}", "Give its number: judge contest list")
    near = difflib.get_close_matches(what, [run.id for run in runs], n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no run {what!r}", f"{hint}All of them: judge contest list")


def find_number(path: Path) -> str:
    """What a person types for the run of a log: its number, or the path of a file from elsewhere."""
    name = _NAME.fullmatch(path.name)
    return name[2] if name else str(path)


def next_number(folder: Path) -> int:
    """The number of the next run."""
    return max((run.number for run in stored(folder)), default=0) + 1


def _number(run: Stored) -> int:
    return run.number
