"""`judge contest export --format clics`: runs of one contest as a contest package, a folder or a .zip."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from judge.cli.contest.run_logs import logs_of
from judge.cli.display import screen_of, write_out
from judge.contest import runs
from judge.contest.board_entries import select_entries
from judge.errors import ProblemError, UsageError
from judge.render.contest import clics_package
from judge.render.contest.board_words import left_out_words
from judge.render.contest.clics import Export, Facts, Version, contest_id
from judge.render.shared.figures import count
from judge.source import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judge.cli.context import Context
    from judge.contest.model import Contest


def export_package(
    context: Context, what: tuple[str, ...], version: str, name: str | None, output: Path | None, *, with_sources: bool
) -> None:
    """Write a contest package of the runs that are named, or of the last one. Raises UsageError."""
    logs = logs_of(context, what or (str(runs.find(context.runs_folder)),))
    gathered = select_entries((one.run for one in logs.values()), name)
    if all(run.aborted for run in gathered.runs):
        raise UsageError("nothing to export: every run was aborted")
    for left_out in gathered.left_out:
        context.note(left_out_words(left_out))
    sources = {
        (run.participant, number): source
        for run in gathered.runs
        for one in logs.values()
        if with_sources and one.run == run
        for number, source in ((attempt.number, one.source_of(attempt)) for attempt in run.attempts)
        if source is not None
    }
    facts = _facts(context, gathered.contest)
    export = Export(Version(version), gathered.contest, gathered.runs, datetime.now(UTC), facts, sources)
    try:
        files = clics_package.package(export)
    except (OverflowError, ValueError):
        raise UsageError("the times in these files are out of range", "Export the runs again.") from None
    target = output or Path(f"{contest_id(export)}-clics-{version}")
    if target.suffix == ".zip":
        write_out(clics_package.zipped(files, target.stem), target, screen_of(sys.stdout))
        return
    _write_folder(target, files.items())
    context.note(f"Wrote {shown_path(target)}, {count(len(files), 'file')}")


def _facts(context: Context, contest: Contest) -> dict[str, Facts]:
    """Titles and limits of the problems, as far as they are here."""
    found = {}
    for task in contest.tasks:
        if task.problem in context.catalogue.ids:
            try:
                problem = context.catalogue.load(task.problem)
            except ProblemError:
                continue
            found[task.problem] = Facts(problem.title, problem.limits.time_s, problem.limits.memory_mb)
    return found


def _write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Into a folder that is new or empty. Raises UsageError."""
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise UsageError(f"{shown_path(folder)} already exists and is not empty", "Choose another --output.")
        for name, data in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{shown_path(folder)} cannot be written: {error.strerror}", "Choose another --output."
        ) from None
