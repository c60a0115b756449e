"""Attempts in a contest at the command line: received at once, judged with whatever waits before them, shown."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from judge.cli.context import Context
from judge.cli.display import screen_of, show
from judge.cli.live_judging import exit_code, judge_live
from judge.cli.report_format import Format, formatted
from judge.contest.actions import receive
from judge.contest.attempts import Settled, settle, waiting
from judge.contest.current import judging
from judge.contest.log import refreshed
from judge.contest.log_parser import Log
from judge.contest.model import Attempt, Run
from judge.contest.rules import rule_of
from judge.disclosure import Audience, disclose
from judge.errors import ExitCode, JudgeError
from judge.problem import Problem
from judge.render.contest.status import clock_time, verdict_text
from judge.submission import Selection, Submission
from judge.verdict import Report


def hand_in(context: Context, log: Log, problem: Problem, submission: Submission, form: Format) -> ExitCode:
    """Receive a submission to a run, judge it after all that wait, and show its verdict."""
    log, attempt = receive(log, submission, problem.id, context.read_clock())
    counts = "upsolving, not scored" if attempt.upsolving else f"counts for {log.run.contest.name}"
    context.note(f"Attempt {attempt.number}, received at {clock_time(attempt.at_s)}: {counts}")
    with context.records() as records:
        records.current_problem = problem.id
    log, done = settle_waiting(context, log, form, own=attempt.number)
    for settled in done:
        _show(log.run, settled, form, is_own=settled.attempt.number == attempt.number)
    if attempt.number not in {settled.attempt.number for settled in done}:
        _show_judged_elsewhere(context, log, attempt.number)
    if any(settled.report.sandbox.kind.keeps_spares for settled in done):
        context.refill(problem)
    return exit_code(log.judged[attempt.number].verdict)


def settle_waiting(
    context: Context, log: Log, form: Format = Format.TERMINAL, *, own: int | None = None, wait: bool = True
) -> tuple[Log, list[Settled]]:
    """Judge every attempt of a run that has no verdict yet, oldest first. Gives the log with the verdicts.

    If another process is judging them, wait for it, or without `wait` leave them to it. An attempt that cannot be
    judged stays pending, with a note; for `own` the error is raised.
    """
    if not waiting(log):
        return log, []
    done = []
    with judging(log.path, wait=wait) as got_lock, context.records() as records:
        log = refreshed(log)
        for attempt in waiting(log) if got_lock else ():
            try:
                settled = settle(log, attempt, judge_of(context, log.run, form), records, context.read_clock)
            except JudgeError as error:
                if attempt.number == own:
                    raise
                context.note(f"Attempt {attempt.number} stays pending: {error.message}. {error.hint}")
                continue
            if settled is not None:
                log = settled.log
                done.append(settled)
    return log, done


def judge_of(context: Context, run: Run, form: Format) -> Callable[[Attempt, Submission, Selection], Report]:
    """A function that judges an attempt of a run, with live progress as the contest's rule allows it."""

    def judge(attempt: Attempt, submission: Submission, selection: Selection) -> Report:
        problem = context.catalogue.load(attempt.problem)
        if selection.fail_fast:
            context.note("Close to a time limit: the tests run once more, and the better result counts.")
        return judge_live(context, problem, submission, selection, form, _audience(run))

    return judge


def _audience(run: Run) -> Audience:
    """Some rules show the verdict alone, not even how many tests passed."""
    return Audience.CONTEST_VERDICT if rule_of(run.contest).verdict_only else Audience.CONTEST


def _show(run: Run, settled: Settled, form: Format, *, is_own: bool) -> None:
    screen = screen_of(sys.stdout)
    if form is Format.TERMINAL:
        report = settled.report
        show(verdict_text(run, settled.attempt, report.verdict, report.message, screen), screen)
    elif is_own:
        show(formatted(disclose(settled.report, _audience(run)), form), screen)


def _show_judged_elsewhere(context: Context, log: Log, number: int) -> None:
    """Another process, which settled what waits, was first."""
    context.note("Judged by another judge process:")
    screen = screen_of(sys.stderr)
    words = verdict_text(log.run, log.run.attempts[number - 1], log.judged[number].verdict, "", screen)
    click.echo(words, err=True, color=screen.color)
