"""`judge contest export`: a result for others, and the ICPC's contest package."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge.cli.boards import logs_of
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, write_out
from judge.contest import log, runs
from judge.contest.gathering import gather
from judge.errors import ProblemError, UsageError
from judge.source import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from judge.contest.model import Contest
    from judge.render.clics import Facts

CLICS: Final = ("2023-06", "2026-01")
_UNFIT: Final = re.compile(r"[^\w.-]+")


@click.command(epilog="Example: judge contest export, or judge contest export results/ --format clics --clics 2026-01")
@click.argument("what", metavar="[RUN]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["json", "clics"]), default="json", help="json is our own.")
@click.option(
    "--clics", type=click.Choice(["2023-06", "2026-01"]), default="2026-01", help="Which version of the ICPC's."
)
@click.option("--contest", "name", metavar="NAME", help="Of which contest, where the runs are of several.")
@click.option("--sources", is_flag=True, help="With the sources that were handed in.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="A file; a folder or .zip for clics.")
@pass_context
def export(
    context: Context,
    what: tuple[str, ...],
    *,
    form: str,
    clics: str,
    name: str | None,
    sources: bool,
    output: Path | None,
) -> None:
    """Export a RUN (your last one, a number, a file) for judge contest import and board.

    As clics it is a contest package of all RUNs that are given, for the tools of the ICPC, as a folder or a .zip.
    Sources are left out unless you ask for them: who has not played yet could read them.
    """
    running = context.contest
    if sources and running is not None and not running.over:
        raise UsageError("a contest runs: sources of any run are closed until its end", "Leave --sources out.")
    if form == "clics":
        _export_package(context, what, clics, name, output, with_sources=sources)
        return
    if len(what) > 1:
        raise UsageError("a result is exported one at a time", f"Type: judge contest export {what[0]}")
    path = runs.find(context.runs, what[0] if what else None)
    run = log.read(path)
    data = log.exported(path, with_sources=sources)
    person = _UNFIT.sub("_", run.participant).strip("._")[:40]
    file = output or Path(f"{_UNFIT.sub('_', run.id)}-{person or 'nameless'}.jsonl")
    write_out(data, file, screen_of(sys.stdout))


def _export_package(
    context: Context, what: tuple[str, ...], clics: str, name: str | None, output: Path | None, *, with_sources: bool
) -> None:
    from judge.render import clics_package  # noqa: PLC0415 - the one that is asked for
    from judge.render.board_words import left_out_words  # noqa: PLC0415 - as above
    from judge.render.clics import Export, Version, contest_id  # noqa: PLC0415 - as above

    logs = logs_of(context, what or (str(runs.find(context.runs)),))
    gathered = gather((one.run for one in logs.values()), name)
    if all(run.aborted for run in gathered.runs):
        raise UsageError("every run was aborted: there is nothing to export")
    for one in gathered.left_out:
        context.note(left_out_words(one))
    kept = {
        (run.participant, number): source
        for run in gathered.runs
        for one in logs.values()
        if with_sources and one.run == run
        for number, source in one.sources.items()
    }
    facts = _facts(context, gathered.contest)
    made = Export(Version(clics), gathered.contest, gathered.runs, datetime.now(UTC), facts, kept)
    try:
        files = clics_package.package(made)
    except (OverflowError, ValueError):
        raise UsageError("the times in these files are not of this world", "Export the runs again.") from None
    folder = output or Path(f"{contest_id(made)}-clics-{clics}")
    if folder.suffix == ".zip":
        write_out(clics_package.zipped(files, folder.stem), folder, screen_of(sys.stdout))
        return
    _write_folder(folder, files.items())
    context.note(f"Written: {shown_path(folder)}, {len(files)} files")


def _facts(context: Context, contest: Contest) -> dict[str, Facts]:
    """What the problems say of themselves, as far as they are here."""
    from judge.render.clics import Facts  # noqa: PLC0415 - the one that is asked for

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
            raise UsageError(f"{shown_path(folder)} is there already and not empty", "Give another --output.")
        for name, data in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{shown_path(folder)} cannot be written: {error.strerror}", "Give another --output."
        ) from None
