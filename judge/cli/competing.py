"""Submissions to a contest: received at once, judged, counted; by `judge submit` too, while one runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from judge import source
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.running import refuse
from judge.cli.submitting import FORMATS, exit_code, judge_shown, show_for_program
from judge.cli.target import ProblemId
from judge.contest import log, runs
from judge.contest.attempts import Settled, sealed, sealed_report, settle, waiting
from judge.contest.model import Attempt, Rule, Run
from judge.contest.ongoing import Ongoing, judging, receive
from judge.errors import ExitCode, JudgeError, UsageError
from judge.judging import Collected, Event, Selection, Submission
from judge.problem import Problem
from judge.render.contests import clock_time, verdict_text
from judge.verdict import Report, TestResult, Verdict


@click.command(epilog="Example: judge contest submit B, or judge contest submit layer_norm my/attempt.py")
@click.argument("what", metavar="[ID|FILE]", required=False, type=ProblemId())
@click.argument("file", metavar="[FILE]", required=False, type=click.Path())
@click.option("--run", "name", metavar="RUN", help="Of an earlier run, by number: that is upsolving.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", help="How the report is written.")
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where the solution runs; auto is Docker.")
@pass_context
def submit(
    context: Context, what: str | None, file: str | None, *, name: str | None, form: str, sandbox: str | None
) -> int:
    """Hand in a solution: to the contest that runs, or after the end to the last one, unscored."""
    context.sandbox_kind = sandbox or context.sandbox_kind
    if context.contest is not None and name is None:
        run = context.contest.ongoing
    else:
        path = runs.find(context.runs, name)
        run = Ongoing(path, context.contests_folder / path.stem)
    tasks = {task.problem: task.label for task in log.read(run.path).contest.tasks}
    problem = _problem(context, what, tasks)
    if context.contest is not None and context.contest.ongoing.path != run.path:
        refuse(context, problem.id, "upsolving")  # its verdict would be a free one
    given = file or (what if what and (os.sep in what or what.endswith(".py")) else None)
    submission = source.read(given or run.file(problem.id))
    return hand_in(context, run.path, problem, submission, form)


def hand_in(
    context: Context, path: Path, problem: Problem, submission: Submission, form: str, *, reveal: bool = False
) -> int:
    """Receive a submission to a run, judge it and whatever waits before it, and show the verdict."""
    if reveal:
        raise UsageError("--reveal is closed in a contest", "It opens when the contest ends.")
    held, attempt = receive(path, submission, problem.id, context.read_clock())
    counts = "upsolving, not scored" if attempt.upsolving else f"counts for {held.run.contest.name}"
    context.note(f"Attempt {attempt.number}, received at {clock_time(attempt.at_s)}: {counts}")
    with context.records() as records:
        records.current_problem = problem.id
    code = int(ExitCode.ACCEPTED)
    for settled in settle_waiting(context, path, form):
        run = log.read(path)
        if form == "terminal":
            screen = screen_of(sys.stdout)
            show(verdict_text(run, settled.attempt, settled.report, screen), screen)
        elif settled.attempt.number == attempt.number:
            show_for_program(_sealed_for(run, settled.report), form, None)
        code = exit_code(settled.report)
        if settled.report.sandbox.kind == "docker":
            context.refill(problem)
    return code


def settle_waiting(context: Context, path: Path, form: str, *, wait: bool = True) -> list[Settled]:
    """Judge every attempt of a run that has no verdict yet, oldest first.

    Where another process is at it, wait for it, or leave it to that one. Raises what judging the last one raises; an
    earlier one that cannot be judged is said, and goes on waiting.
    """
    done = []
    with judging(path, wait=wait) as mine, context.records() as records:
        left = list(waiting(log.load(path))) if mine else []
        run = log.read(path)
        for attempt in left:
            try:
                settled = settle(path, attempt, judge_with(context, run, form), records, context.read_clock)
            except JudgeError as error:
                if attempt is left[-1]:
                    raise
                context.note(f"Attempt {attempt.number} goes on waiting: {error.message}")
                continue
            if settled is not None:
                done.append(settled)
    return done


def judge_with(context: Context, run: Run, form: str) -> Callable[[Attempt, Submission, Selection], Report]:
    """Judges an attempt of a run as a contest shows it."""

    def judge(attempt: Attempt, submission: Submission, selection: Selection) -> Report:
        problem = context.catalogue.load(attempt.problem)
        if selection.fail_fast:
            context.note("That came near a time limit: it runs once more, and the better of the two counts.")
        return judge_shown(context, problem, submission, selection, form, _Veil(run.contest.rule))

    return judge


class _Veil:
    """What may be seen of judging: no names of hidden tests; by the ICPC's rule not even how many passed."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._number = 0

    def __call__(self, event: Event) -> Event | None:
        match event:
            case Collected(tests):
                if self._rule is Rule.ICPC:
                    return Collected((("all tests", "tests"),))
                return Collected(
                    tuple(
                        (name if group == "sample" else f"{group} {number}", group)
                        for number, (name, group) in enumerate(tests, 1)
                    )
                )
            case TestResult():
                self._number += 1
                return None if self._rule is Rule.ICPC else sealed(event, self._number)


def _sealed_for(run: Run, report: Report) -> Report:
    if run.contest.rule is Rule.ICPC and report.verdict is not Verdict.ACCEPTED:
        return replace(report, tests=())
    return sealed_report(report)


def _problem(context: Context, what: str | None, tasks: dict[str, str]) -> Problem:
    """The problem of the run that is meant: by letter, by name, or by the name of a file."""
    letters = {label.lower(): problem for problem, label in tasks.items()}
    if what is None:
        with context.records() as records:
            what = records.current_problem
        if what not in tasks:
            raise UsageError("say which problem", f"One of: {', '.join(tasks)}")
        context.note(f"{what} (the current problem)")
    problem = context.catalogue.load(letters.get(what.lower(), what))
    if problem.id not in tasks:
        raise UsageError(f"{problem.id} is not a problem of this contest", f"Those are: {', '.join(tasks)}")
    return problem
