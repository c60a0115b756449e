"""`judge contest list`: what there is to play, and what was played."""

from __future__ import annotations

import sys

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.contest import log, runs
from judge.errors import UsageError


@click.command("list", epilog="Example: judge contest list")
@pass_context
def list_contests(context: Context) -> None:
    """List the contests that you have played."""
    from judge.render.tables import table  # noqa: PLC0415 - tabulate takes a while

    screen = screen_of(sys.stdout)
    rows = []
    for stored in runs.stored(context.runs):
        try:
            run = log.read(stored.path)
        except UsageError as error:
            context.note(f"#{stored.number}: {error.message}")
            continue
        state = "runs" if run.ended_s is None else "aborted" if run.aborted else "over"
        rows.append([str(stored.number), run.contest.name, run.participant, run.started_at[:16], state])
    click.echo(table(["#", "Contest", "Who", "Started", ""], rows, screen), color=screen.color)
