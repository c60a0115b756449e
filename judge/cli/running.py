"""What a contest that runs changes for every command: the time left is said, and what would help is closed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

import click

from judge.cli.context import Context, contest_with
from judge.cli.display import screen_of
from judge.contest import log
from judge.contest.acts import end, take_hint
from judge.contest.attempts import waiting
from judge.contest.events import Reason, paused
from judge.contest.ongoing import Ongoing, clear, ongoing
from judge.contest.reading import Log
from judge.contest.runs import find_number
from judge.errors import StorageError, UsageError
from judge.render.contests import time_line, warning_of

AFTERWARDS: Final = "judge contest report"
"""What looks back on a run that is over."""
CLOSED: Final = frozenset({"stress", "grade", "verify"})
"""Commands that tell more of hidden tests than a contest allows."""
JUDGING: Final = frozenset({"contest", "submit"})
"""Commands that judge what waits, and need not say so."""


@dataclass(frozen=True, slots=True)
class Running:
    """The contest that runs while a command does.

    Attributes:
        ongoing: where its log and its solutions are.
        log: as it was when the command came.
        now_s: contest time then.
        over: the time was up when the command came, and it is the first since then.
    """

    ongoing: Ongoing
    log: Log
    now_s: float
    over: bool = False

    def has(self, problem: str) -> bool:
        """Whether it is a problem of the contest."""
        return any(task.problem == problem for task in self.log.run.contest.tasks)

    def hints_taken(self, problem: str) -> frozenset[int]:
        """The hints that were paid for."""
        return frozenset(hint.number for hint in self.log.run.hints if hint.problem == problem)

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return paused(self.log.run)


def enter(context: Context, command: str) -> Running | None:
    """What runs now, said on standard error. Raises UsageError where it closes the command."""
    try:
        running = _look(context, command)
    except (UsageError, StorageError) as error:
        context.note(f"The contest that runs cannot be read: {error.message}. {error.hint}")
        return None
    if running is None:
        return None
    name = running.log.run.contest.name
    if command in CLOSED and not running.over:
        raise UsageError(
            f"judge {command} is closed while the contest {name} runs", "It opens when that ends: judge contest status"
        )
    return running


def _look(context: Context, command: str) -> Running | None:
    run = ongoing(context.runs)
    if run is None:
        return None
    if not run.path.is_file():  # it was never begun
        clear(context.runs, run)
        return None
    held = log.load(run.path)
    if held.run.ended_s is not None:
        clear(context.runs, run)
        return None
    reading = context.read_clock()
    now_s, since = held.now(reading)
    if since.remark:
        context.note(since.remark)
    for note in held.run.notes:
        context.note(f"The log of this contest: {note}")
    if now_s >= held.run.length_s:
        try:
            held = end(run.path, reading, Reason.TIME)
            clear(context.runs, run)
        except StorageError as error:  # the next command tries again
            context.note(f"The end could not be written down yet: {error.message}. {error.hint}")
        number = find_number(run.path)
        context.note(f"Time is up: {held.run.contest.name} is over. How it went: {AFTERWARDS} {number}")
        return Running(run, held, now_s, over=True)
    screen = screen_of(sys.stderr)
    click.echo(time_line(held.run, now_s, screen), err=True, color=screen.color)
    if (left := waiting(held)) and command not in JUDGING:
        attempts = ", ".join(str(attempt.number) for attempt in left)
        context.note(f"Received and not judged yet: attempt {attempts}. See: judge contest status")
    return Running(run, held, now_s)


def refuse(context: Context, problem: str, what: str) -> None:
    """Raise UsageError where `what` is closed for a problem of the contest that runs."""
    if (running := contest_with(context, problem)) is not None:
        raise UsageError(
            f"{what} of {problem} is closed while the contest {running.log.run.contest.name} runs",
            "It opens when that ends: judge contest status",
        )


def refuse_paused(context: Context, problem: str) -> None:
    """Raise UsageError where the clock stands still: nobody works on a problem of the contest then."""
    running = context.contest
    if running is not None and running.paused and running.has(problem):
        raise UsageError(
            f"the contest {running.log.run.contest.name} is paused, and {problem} with it",
            "Go on: judge contest resume",
        )


def pay_for_hint(context: Context, running: Running, problem: str, number: int) -> None:
    """Note in the run that a hint is taken, and say what it costs: the first time only. Raises UsageError, Abort."""
    if number in running.hints_taken(problem):
        return
    run = running.log.run
    cost = run.contest.hint_cost
    if cost is None:
        raise UsageError(
            f"the contest {run.contest.name} has no hints", "Read the statement again: judge show " + problem
        )
    task = next(task for task in run.contest.tasks if task.problem == problem)
    price = f"Hint {number} of {problem} costs {cost:.0%} of its points: {cost * task.points:g} of {task.points:g}."
    if sys.stdin.isatty():
        click.confirm(f"{price} Take it?", abort=True, err=True)
    else:
        context.note(price)
    take_hint(running.ongoing.path, problem, number, context.read_clock())


def warning_now(context: Context, running: Running) -> str:
    """The warning that is due, if little time is left."""
    held = log.load(running.ongoing.path)
    now_s, _ = held.now(context.read_clock())
    return warning_of(held.run.length_s - now_s) if held.run.ended_s is None else ""


def say_time(context: Context, running: Running) -> None:
    """The time left now, on standard error."""
    held = log.load(running.ongoing.path)
    now_s, _ = held.now(context.read_clock())
    screen = screen_of(sys.stderr)
    click.echo(time_line(held.run, now_s, screen), err=True, color=screen.color)
