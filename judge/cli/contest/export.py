"""`judge contest export`: a run as a file for others, or several as a contest package of the ICPC."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import click

from judge.cli.contest.run_logs import load_log
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, write_out
from judge.contest import log, runs
from judge.errors import UsageError

_UNFIT: Final = re.compile(r"[^\w.-]+")


@click.command(epilog="Example: judge contest export, or judge contest export results/ --format clics --clics 2026-01")
@click.argument("what", metavar="[RUN]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "clics"]),
    default="json",
    show_default=True,
    help="json: one run, for judge. clics: a contest package, for ICPC tools.",
)
@click.option(
    "--clics",
    type=click.Choice(["2023-06", "2026-01"]),
    default="2026-01",
    show_default=True,
    help="Version of the ICPC Contest API.",
)
@click.option("--contest", "name", metavar="NAME", help="Which contest, if the runs come from several.")
@click.option("--sources", is_flag=True, help="Include the submitted sources.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file; for clics, to a folder or a .zip.",
)
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
    """Export a RUN (default: your last one) for judge contest import and judge contest board.

    With --format clics, writes a contest package of all given RUNs. Sources are left out unless you give --sources,
    because people who have not taken part yet could read them.
    """
    if sources and context.contest is not None and not context.contest.over:
        raise UsageError("--sources is not available while a contest is running", "Export without --sources.")
    if form == "clics":
        from judge.cli.contest.clics_export import export_package  # noqa: PLC0415 - only the format asked for

        export_package(context, what, clics, name, output, with_sources=sources)
        return
    if len(what) > 1:
        raise UsageError("only one run can be exported at a time", f"Run: judge contest export {what[0]}")
    path = runs.find(context.runs_folder, what[0] if what else None)
    whole = load_log(context, path)
    run = whole.run
    data = log.exported(whole, with_sources=sources)
    person = _UNFIT.sub("_", run.participant).strip("._")[:40]
    file = output or Path(f"{_UNFIT.sub('_', run.id)}-{person or 'nameless'}.jsonl")
    write_out(data, file, screen_of(sys.stdout))
