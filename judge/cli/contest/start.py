"""`judge contest start`: begin a run of a contest."""

from __future__ import annotations

import click

from judge.cli.contest.start_run import run_options, start_run
from judge.cli.context import Context, pass_context
from judge.contest import files


@click.command(epilog="Example: judge contest start bytedance-aml-1, or judge contest start sunday --ghost 3")
@click.argument("name", metavar="NAME")
@run_options
@pass_context
def start(context: Context, name: str, *, extra: int, ghost: str | None, participant: str | None) -> None:
    """Start a contest: one of your own, or a preset. The clock starts at once."""
    contest = files.load(files.named(name, context.contests_folder), context.catalogue)
    start_run(context, contest, extra=extra, ghost=ghost, participant=participant)
