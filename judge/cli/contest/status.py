"""`judge contest status`: how a contest stands."""

from __future__ import annotations

import sys

import click

from judge.cli.contest.attempts import settle_waiting
from judge.cli.contest.run_logs import load_log, path_of
from judge.cli.contest.standing import ghost_run, standing_text, titles_of
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.contest import runs


@click.command(epilog="Example: judge contest status --watch")
@click.argument("what", metavar="[RUN]", required=False)
@click.option("--watch", "live", is_flag=True, help="Keep the status on the screen; q quits.")
@pass_context
def status(context: Context, what: str | None, *, live: bool) -> None:
    """Show how the running contest stands, or a past run."""
    contest = context.contest
    path = path_of(context, what)
    whole = load_log(context, path)
    if runs.is_own(context.runs_folder, path):  # what a killed judge has left; another process may be judging it
        whole, _ = settle_waiting(context, whole, wait=False)
    is_running = contest is not None and contest.path == path and not contest.over
    screen = screen_of(sys.stdout)
    if live and screen.live and contest is not None and is_running:
        from judge.cli.contest.status_watch import StatusWatch  # noqa: PLC0415 - only with --watch

        StatusWatch(context, contest, whole).run()
        return
    for note in whole.run.notes:
        context.note(f"{path.name}: {note}")
    now_s = whole.now(context.read_clock())[0] if is_running else whole.last_s  # a friend's clock is not ours
    titles, ghost = titles_of(context, whole.run), ghost_run(path)
    click.echo(standing_text(whole, now_s, titles, ghost, screen), color=screen.color)
