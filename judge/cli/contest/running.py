"""The contest that is running, as commands show it: announced before each one, its time left, required, ended early."""

from __future__ import annotations

import sys
from typing import Final

import click

from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.contest import actions, log
from judge.contest.attempts import waiting
from judge.contest.current import clear
from judge.contest.events import EndReason
from judge.contest.gate import RunningContest, look
from judge.contest.log_parser import Log
from judge.contest.model import Run
from judge.contest.runs import number_of
from judge.errors import StorageError, UsageError
from judge.render.contest.status import time_line, warning_of

REPORT: Final = "judge contest report"
"""The command that looks back on a run that is over."""
_JUDGING: Final = frozenset({"contest", "submit"})
"""Commands that judge waiting attempts, so that they need no reminder."""


def announce(context: Context, command: str) -> RunningContest | None:
    """Find the running contest, and write its time left to standard error. Raises UsageError for a closed command."""
    try:
        found = look(context.runs_folder, context.read_clock)
    except (UsageError, StorageError) as error:
        context.note(f"The running contest cannot be read: {error.message}. {error.hint}")
        return None
    for note in found.notes:
        context.note(note)
    contest = found.contest
    if contest is None:
        return None
    if contest.over:
        context.note(f"Time is up: {contest.name} is over. To look back: {REPORT} {number_of(contest.path)}")
        return contest
    _show_time_line(contest.log.run, contest.now_s)
    if command not in _JUDGING and (left := waiting(contest.log)):
        numbers = ", ".join(str(attempt.number) for attempt in left)
        attempts, them = (f"attempt {numbers}", "it") if len(left) == 1 else (f"attempts {numbers}", "them")
        context.note(f"Received but not judged yet: {attempts}. To judge {them}: judge contest status")
    contest.check_command(command)
    return contest


def require_running(context: Context) -> RunningContest:
    """The contest that is running. Raises UsageError if there is none."""
    if context.contest is None:
        raise UsageError(
            "no contest is running", "Start one: judge contest start NAME; to see them: judge contest list"
        )
    return context.contest


def end_now(context: Context, contest: RunningContest, reason: EndReason) -> Log:
    """End a contest before its time is up. Gives its log."""
    after = actions.end(contest.log, context.read_clock(), reason)
    clear(context.runs_folder, contest.current, after)
    return after


def show_time_left(context: Context, contest: RunningContest) -> None:
    """Write the time left now to standard error."""
    whole = log.refreshed(contest.log)
    _show_time_line(whole.run, whole.now(context.read_clock())[0])


def warning_due(context: Context, whole: Log) -> str:
    """The warning for the time left now in the run of a log; empty if there is enough."""
    now_s, _ = whole.now(context.read_clock())
    return warning_of(whole.run.length_s - now_s) if whole.run.ended_s is None else ""


def _show_time_line(run: Run, now_s: float) -> None:
    screen = screen_of(sys.stderr)
    click.echo(time_line(run, now_s, screen), err=True, color=screen.color)
