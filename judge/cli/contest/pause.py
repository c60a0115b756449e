"""`judge contest pause`: stop the clock of an interview."""

from __future__ import annotations

import click

from judge.cli.contest.running import require_running
from judge.cli.context import Context, pass_context
from judge.contest import actions
from judge.render.contest.status import clock_time


@click.command(epilog="Example: judge contest pause")
@pass_context
def pause(context: Context) -> None:
    """Stop the clock of an interview. The report shows the pause."""
    contest = require_running(context)
    after = actions.pause(contest.log, context.read_clock())
    click.echo(f"Paused at {clock_time(after.last_s)}; the pause is recorded. To resume: judge contest resume")
