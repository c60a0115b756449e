"""Starting a run of a contest, for `judge contest start` and `judge interview`."""

from __future__ import annotations

import getpass
import shlex
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from judge import names
from judge.cli.display import screen_of
from judge.contest import log, runs
from judge.contest.current import begin
from judge.errors import UsageError
from judge.render.shared import text
from judge.render.shared.figures import count
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.contest.model import Contest, Run

_MOST_EXTRA_MINUTES: Final = 600


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a run: --extra-time, --ghost, --as."""
    extra = click.option(
        "--extra-time",
        "extra",
        type=click.IntRange(0, _MOST_EXTRA_MINUTES),
        default=0,
        metavar="M",
        help="Minutes of extra time for you.",
    )
    ghost = click.option("--ghost", metavar="FILE|NUMBER", help="Race against a past run, your own or a friend's.")
    participant = click.option(
        "--as", "participant", metavar="WHO", help="Your name on scoreboards (default: your user name)."
    )
    return extra(ghost(participant(command)))


def start_run(context: Context, contest: Contest, *, extra: int, ghost: str | None, participant: str | None) -> None:
    """Start a run of a contest; its clock starts too. Raises UsageError, StorageError."""
    rival, rival_log = (None, b"") if ghost is None else _load_ghost(context, ghost, contest)
    run = begin(
        context.runs_folder,
        context.contests_folder,
        contest,
        context.catalogue,
        _participant(participant) if participant else _account(),
        context.read_clock(),
        extra_minutes=extra,
        ghost=rival_log,
    )
    with context.records() as records:
        records.current_problem = contest.tasks[0].problem
    screen = screen_of(sys.stdout)
    extra_time = f" and {count(extra, 'minute')} extra" if extra else ""
    click.echo(screen.paint(contest.title, "bold"), color=screen.color)
    click.echo(
        f"{count(contest.minutes, 'minute')}{extra_time}, {count(len(contest.tasks), 'problem')}, "
        f"{contest.rule} scoring."
    )
    for task in contest.tasks:
        click.echo(f"  {task.label}  {task.problem}")
    if rival is not None:
        name = text.one_line(rival.participant)
        click.echo(f"You are racing against {name}'s run of {rival.started_at[:10]}. To compare: judge contest status")
    click.echo(f"Your files: {shown_path(f'{context.relative(run.workplace)}/')}")
    click.echo("Read: judge show A   Submit: judge submit A   Follow the clock: judge contest status --watch")
    if context.may_keep_spares:
        context.refill(context.catalogue.load(contest.tasks[0].problem))


def _load_ghost(context: Context, ghost: str, contest: Contest) -> tuple[Run, bytes]:
    """The run to race against, and its log without sources. Raises UsageError."""
    from judge.contest import ghosts  # noqa: PLC0415 - only with --ghost

    path = runs.find(context.runs_folder, ghost)
    whole = log.load(path)
    ghosts.check(whole.run, contest)
    return whole.run, log.exported(whole, with_sources=False)


def _participant(name: str) -> str:
    """A name that nobody's eye takes for another one. Raises UsageError."""
    if (clean := names.clean(name)) != names.normal(name):
        hint = f"Use: --as {shlex.quote(clean)}" if clean else "Give a name that can be seen."
        raise UsageError("the name for --as has invisible characters or unusual spaces", hint)
    return clean


def _account() -> str:
    try:
        return names.clean(getpass.getuser()) or "me"
    except (KeyError, OSError):  # a container's user without a name
        return "me"
