"""`judge contest resume`: restart the clock of an interview after a pause."""

from __future__ import annotations

import click

from judge.cli.contest.running import require_running
from judge.cli.context import Context, pass_context
from judge.contest import actions
from judge.render.contest.status import clock_time


@click.command(epilog="Example: judge contest resume")
@pass_context
def resume(context: Context) -> None:
    """Resume the clock of an interview."""
    contest = require_running(context)
    after = actions.resume(contest.log, context.read_clock())
    pause_s = after.run.pauses[-1].length_s or 0.0
    click.echo(f"Resumed at {clock_time(after.last_s)}, after a pause of {clock_time(pause_s)}.")
