"""`judge contest import`: copy an exported run into your own runs."""

from __future__ import annotations

from pathlib import Path

import click

from judge.cli.context import Context, pass_context
from judge.contest import log
from judge.contest.current import import_log
from judge.render.contest.status import score_line
from judge.render.shared import text
from judge.source import shown_path


@click.command("import", epilog="Example: judge contest import results/ann.jsonl")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@pass_context
def import_run(context: Context, file: Path) -> None:
    """Copy an exported run into your runs, to race against it or put it on a scoreboard.

    A later export of a run that you have imported before replaces the earlier one.
    """
    given = log.load(file)
    run = given.run
    imported = import_log(context.runs_folder, given)
    for note in run.notes:
        context.note(f"{shown_path(file)}: {note}")
    if not run.intact:
        context.note(
            "The hash chain is broken: somebody has edited this run. It was imported, and is marked as edited."
        )
    whose = text.one_line(f"{run.contest.name} by {run.participant}")  # a stranger wrote it
    did = f"Updated #{imported.number}" if imported.replaced else f"Imported as #{imported.number}"
    click.echo(f"{did}: {whose}, {score_line(run)}.")
