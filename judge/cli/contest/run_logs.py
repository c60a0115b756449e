"""The logs of runs that a command line names: files, folders, numbers; by default all that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from judge.contest import log, runs
from judge.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from judge.cli.context import Context
    from judge.contest.log_parser import Log


def load_log(context: Context, path: Path) -> Log:
    """The log of a run; that of the running contest was parsed already. Raises UsageError."""
    contest = context.contest
    return contest.log if contest is not None and contest.path == path else log.load(path)


def logs_of(context: Context, files: Sequence[str]) -> dict[Path, Log]:
    """The logs that are named; without any name, all that are kept. Raises UsageError."""
    if not files:
        return dict(_in_folder(context, context.runs_folder))
    found: dict[Path, Log] = {}
    for name in files:
        if Path(name).is_dir():
            found.update(_in_folder(context, Path(name)))
        else:
            path = runs.find(context.runs_folder, name)
            found[path] = load_log(context, path)
    return found


def path_of(context: Context, what: str | None = None) -> Path:
    """The log of the run that is named, or of the running contest, or else of the last one. Raises UsageError."""
    running = context.contest if what is None else None
    return running.path if running is not None else runs.find(context.runs_folder, what)


def _in_folder(context: Context, folder: Path) -> Iterator[tuple[Path, Log]]:
    """The logs of a folder; a note names each that cannot be read."""
    for path in sorted(folder.glob("*.jsonl")):
        try:
            yield path, load_log(context, path)
        except UsageError as error:
            context.note(f"Left out: {error.message}")
