"""`judge contest start`, `pause`, `resume`, `finish`, `abort`: the run of a contest, from begin to end."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING, Final

import click

from judge.cli.competing import settle_waiting
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.running import AFTERWARDS
from judge.contest import log, runs
from judge.contest.events import Reason
from judge.contest.ongoing import Ongoing, begin, clear, end
from judge.contest.ongoing import pause as pause_run
from judge.contest.ongoing import resume as resume_run
from judge.errors import JudgeError, UsageError
from judge.render import text
from judge.render.contests import clock_time, score_line
from judge.render.verdicts import count
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.cli.running import Running
    from judge.contest.model import Contest

MOST_EXTRA: Final = 600


@click.command(epilog="Example: judge contest start bytedance-aml-1, or judge contest start sunday --ghost 3")
@click.argument("name", metavar="NAME")
@click.option("--extra-time", "extra", type=click.IntRange(0, MOST_EXTRA), default=0, metavar="M", help="Minutes more.")
@click.option("--ghost", metavar="FILE|NUMBER", help="Race against a past run, your own or a friend's.")
@click.option("--as", "participant", metavar="WHO", help="Your name on boards; else that of your account.")
@pass_context
def start(context: Context, name: str, *, extra: int, ghost: str | None, participant: str | None) -> None:
    """Start a contest: one of your own files, or a preset. The clock runs from here."""
    from judge.contest import files  # noqa: PLC0415 - needs tomllib

    contest = files.load(files.named(name, context.contests_folder), context.catalogue)
    start_run(context, contest, extra=extra, ghost=ghost, participant=participant)


def start_run(
    context: Context, contest: Contest, *, extra: int = 0, ghost: str | None = None, participant: str | None = None
) -> None:
    """Start a run of a contest, and say how to go on."""
    opponent, rival = b"", None
    if ghost is not None:
        from judge.contest import ghosts  # noqa: PLC0415 - only where there is one

        path = runs.find(context.runs, ghost)
        ghosts.check(rival := log.read(path), contest)
        opponent = log.exported(path, with_sources=False)
    run = begin(
        context.runs,
        context.contests_folder,
        contest,
        context.catalogue,
        participant or _account(),
        context.read_clock(),
        extra_minutes=extra,
        ghost=opponent,
    )
    with context.records() as records:
        records.current_problem = contest.tasks[0].problem
    screen = screen_of(sys.stdout)
    extras = f" and {count(extra, 'minute')} extra" if extra else ""
    click.echo(screen.paint(f"{contest.title}", "bold"), color=screen.color)
    click.echo(
        f"{count(contest.minutes, 'minute')}{extras}, {count(len(contest.tasks), 'problem')}, rule {contest.rule}."
    )
    for task in contest.tasks:
        click.echo(f"  {task.label}  {task.problem}")
    if rival is not None:
        whose = text.one_line(rival.participant)
        click.echo(f"You race against {whose}, {rival.started_at[:10]}: what they had done by then is in the status.")
    click.echo(f"Your files: {shown_path(_shown(context, run))}")
    click.echo("Read one: judge show A   Hand it in: judge submit A   How it stands: judge contest status --watch")
    if context.sandbox_kind != "process":
        context.refill(context.catalogue.load(contest.tasks[0].problem))


@click.command(epilog="Example: judge contest pause")
@pass_context
def pause(context: Context) -> None:
    """Stop the clock of an interview; the report shows it."""
    running = the_running(context)
    held = pause_run(running.ongoing.path, context.read_clock())
    click.echo(f"Paused at {clock_time(held.last_s)}; the pause is recorded. Go on with: judge contest resume")


@click.command(epilog="Example: judge contest resume")
@pass_context
def resume(context: Context) -> None:
    """Let the clock of an interview go on."""
    running = the_running(context)
    held = resume_run(running.ongoing.path, context.read_clock())
    stood = held.run.pauses[-1].length_s or 0.0
    click.echo(f"The clock goes on at {clock_time(held.last_s)}, after a pause of {clock_time(stood)}.")


@click.command(epilog="Example: judge contest finish")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_context
def finish(context: Context, *, yes: bool) -> None:
    """End the contest before its time is up. What comes later is upsolving."""
    running = the_running(context)
    left = running.log.run.length_s - running.now_s
    if not running.over and sys.stdin.isatty() and not yes:
        click.confirm(f"{clock_time(left)} left. End it now?", abort=True, err=True)
    _end(context, running, Reason.FINISHED)
    try:
        settle_waiting(context, running.ongoing.path, "terminal")
    except JudgeError as error:
        context.note(f"An attempt goes on waiting for its verdict: {error.message}")
    run = log.read(running.ongoing.path)
    number = runs.find_number(running.ongoing.path)
    click.echo(f"{text.one_line(run.contest.name)} is over after {clock_time(run.ended_s or 0.0)}: {score_line(run)}.")
    click.echo(f"How it went: {AFTERWARDS} {number}   Try on: judge contest submit ID")


@click.command(epilog="Example: judge contest abort")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_context
def abort(context: Context, *, yes: bool) -> None:
    """Give the contest up: it is not scored. What was handed in is kept."""
    running = the_running(context)
    if running.over:
        raise UsageError("its time was up already; it was not aborted", f"How it went: {AFTERWARDS}")
    if sys.stdin.isatty() and not yes:
        click.confirm("Give it up, unscored?", abort=True, err=True)
    _end(context, running, Reason.ABORTED)
    click.echo(f"{running.log.run.contest.name} was aborted and is not scored. Your files stay where they are.")


def the_running(context: Context) -> Running:
    """The contest that runs. Raises UsageError where none does."""
    if context.contest is None:
        raise UsageError("no contest runs", "Start one: judge contest start NAME; all of them: judge contest list")
    return context.contest


def _end(context: Context, running: Running, reason: Reason) -> None:
    end(running.ongoing.path, context.read_clock(), reason)
    clear(context.runs)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "me"


def _shown(context: Context, run: Ongoing) -> str:
    path = run.workplace
    return f"{path.relative_to(context.folder) if path.is_relative_to(context.folder) else path}/"
