"""`judge contest abort`: give a contest up, unscored."""

from __future__ import annotations

import sys

import click

from judge.cli.contest.running import REPORT, end_now, require_running
from judge.cli.context import Context, pass_context
from judge.contest.events import EndReason
from judge.errors import UsageError


@click.command(epilog="Example: judge contest abort")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@pass_context
def abort(context: Context, *, yes: bool) -> None:
    """Give up the contest: it is not scored. Your attempts and files are kept."""
    contest = require_running(context)
    if contest.over:
        raise UsageError("time was already up, so the contest was not aborted", f"To look back: {REPORT}")
    if sys.stdin.isatty() and not yes:
        click.confirm("Give up the contest? It will not be scored.", abort=True, err=True)
    end_now(context, contest, EndReason.ABORTED)
    click.echo(f"{contest.name} was aborted and is not scored. Your files are kept.")
