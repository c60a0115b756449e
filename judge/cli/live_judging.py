"""One solution judged with live progress, and the exit code of its verdict."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from judge.cli.display import screen_of, show
from judge.cli.report_format import Format
from judge.disclosure import Audience, EventFilter
from judge.errors import ExitCode
from judge.judging import judge
from judge.render.report.live import Live
from judge.submission import Event, Selection, Submission
from judge.verdict import Verdict

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.problem import Problem
    from judge.verdict import Report


def judge_live(
    context: Context,
    problem: Problem,
    submission: Submission,
    selection: Selection,
    form: Format = Format.TERMINAL,
    audience: Audience = Audience.PRACTISING,
) -> Report:
    """Judge with live progress: on standard output if the report is for a terminal, else on standard error.

    The audience limits the progress shown. The report is complete: what is shown of it passes `judge.disclosure` first.
    """
    stream = sys.stdout if form is Format.TERMINAL else sys.stderr
    screen = screen_of(stream)
    if form is Format.TERMINAL:
        show(f"{screen.paint(problem.id, 'bold')}  {screen.paint(problem.title, 'dim')}", screen)
    has_progress = form is Format.TERMINAL or screen.live
    with Live(stream, screen) if has_progress else nullcontext() as live:
        sandbox = context.make_sandbox(problem.runtime, progress=live.say if live else None)
        visible_to = EventFilter(audience)

        def on_event(event: Event) -> None:
            if live and (visible := visible_to(event)):
                live.on_event(visible)

        return judge(problem, submission, sandbox, selection, on_event)


def exit_code(verdict: Verdict) -> ExitCode:
    """The exit code of a command that judged one solution."""
    if verdict is Verdict.JUDGE_ERROR:
        return ExitCode.PROBLEM
    return ExitCode.ACCEPTED if verdict is Verdict.ACCEPTED else ExitCode.NOT_ACCEPTED
