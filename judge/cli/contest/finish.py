"""`judge contest finish`: end a contest before its time is up."""

from __future__ import annotations

import sys

import click

from judge.cli.contest.attempts import settle_waiting
from judge.cli.contest.running import REPORT, end_now, require_running
from judge.cli.context import Context, pass_context
from judge.contest import runs
from judge.contest.events import EndReason
from judge.render.contest.status import clock_time, score_line
from judge.render.shared import text


@click.command(epilog="Example: judge contest finish")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@pass_context
def finish(context: Context, *, yes: bool) -> None:
    """End the contest before its time is up. Later attempts are upsolving, not scored."""
    contest = require_running(context)
    if not contest.over and sys.stdin.isatty() and not yes:
        click.confirm(f"{clock_time(contest.left_s)} left. End the contest now?", abort=True, err=True)
    whole, _ = settle_waiting(context, end_now(context, contest, EndReason.FINISHED))
    run = whole.run
    number = runs.number_of(contest.path)
    click.echo(f"{text.one_line(run.contest.name)} is over after {clock_time(run.ended_s or 0.0)}: {score_line(run)}.")
    click.echo(f"Look back: {REPORT} {number}   Keep trying, unscored: judge contest submit ID")
