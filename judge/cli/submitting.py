"""`judge test` and `judge submit`: a solution is judged and the report shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import click

from judge import source
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.target import ProblemId, Target, target_of
from judge.errors import ExitCode, UsageError
from judge.judging import Event, Selection, Submission, judge
from judge.problem import Problem
from judge.render.live import Live
from judge.render.terminal import report_text
from judge.verdict import Verdict

if TYPE_CHECKING:
    from judge.records import Record
    from judge.verdict import Report

FORMATS: Final = ("terminal", "json", "junit", "github")

_sandbox_option = click.option(
    "--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where the solution runs; auto is Docker where it answers."
)


@click.command(epilog="Example: judge test layer_norm --case eps -x")
@click.argument("what", metavar="[ID|FILE]", required=False, type=ProblemId())
@click.argument("file", metavar="[FILE]", required=False, type=click.Path())
@click.option("--case", default="", metavar="NAME", help="Only tests with this in their name.")
@click.option("-x", "--fail-fast", is_flag=True, help="Stop at the first failure.")
@_sandbox_option
@pass_context
def test(
    context: Context, what: str | None, file: str | None, *, case: str, fail_fast: bool, sandbox: str | None
) -> int:
    """Run the sample tests on your solution. Nothing is recorded."""
    context.sandbox_kind = sandbox or context.sandbox_kind
    target = target_of(context, what, file)
    submission = source.read(target.file)
    report = judge_shown(
        context, target.problem, submission, Selection(groups=("sample",), case=case, fail_fast=fail_fast), "terminal"
    )
    if case and not report.total:
        raise UsageError(
            f"no sample test of {target.problem.id} has {case!r} in its name", "Leave --case out to run all."
        )
    screen = screen_of(sys.stdout)
    show(report_text(report, screen, limits=target.problem.limits), screen)
    if report.verdict is Verdict.ACCEPTED:
        show(screen.paint(f"  These are the samples. All tests: judge submit {target.problem.id}", "dim"), screen)
    if report.sandbox.kind == "docker":
        context.refill(target.problem)
    return exit_code(report)


@click.command(epilog="Example: judge submit layer_norm, or judge submit layer_norm my/attempt.py --format json")
@click.argument("what", metavar="[ID|FILE]", required=False, type=ProblemId())
@click.argument("file", metavar="[FILE]", required=False, type=click.Path())
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", help="How the report is written.")
@click.option("--reveal", is_flag=True, help="Show inputs and expected values of hidden tests.")
@_sandbox_option
@pass_context
def submit(
    context: Context, what: str | None, file: str | None, *, form: str, reveal: bool, sandbox: str | None
) -> int:
    """Run all tests on your solution and record the verdict."""
    context.sandbox_kind = sandbox or context.sandbox_kind
    target = target_of(context, what, file)
    submission = source.read(target.file)
    if context.contest is not None and context.contest.has(target.problem.id):
        from judge.cli.competing import hand_in  # noqa: PLC0415 - only while a contest runs

        return hand_in(context, context.contest.ongoing.path, target.problem, submission, form, reveal=reveal)
    with context.records() as records:
        same = records.find_same(target.problem.id, submission.sha256)
        report = judge_shown(context, target.problem, submission, Selection(), form)
        record_id = None
        if report.verdict is not Verdict.JUDGE_ERROR:  # the judge's fault is not the user's attempt
            record_id = records.add(report, submission.source)
        records.current_problem = target.problem.id
    _show(report, target, form, record_id, same, reveal=reveal)
    if report.sandbox.kind == "docker":
        context.refill(target.problem)
    return exit_code(report)


def judge_shown(
    context: Context,
    problem: Problem,
    submission: Submission,
    selection: Selection,
    form: str,
    shown: Callable[[Event], Event | None] = lambda event: event,
) -> Report:
    """Judge with progress, shown: on standard output where a person reads the report there, else on standard error.

    `shown` gives what may be seen of an event.
    """
    stream = sys.stdout if form == "terminal" else sys.stderr
    screen = screen_of(stream)
    if form == "terminal":
        show(f"{screen.paint(problem.id, 'bold')}  {screen.paint(problem.title, 'dim')}", screen)
    watched = form == "terminal" or screen.live
    with Live(stream, screen) if watched else nullcontext() as live:
        made = context.make_sandbox(problem.runtime, progress=live.say if live else None)

        def on_event(event: Event) -> None:
            if live and (visible := shown(event)):
                live.on_event(visible)

        return judge(problem, submission, made, selection, on_event)


def _show(
    report: Report, target: Target, form: str, record_id: int | None, same: Record | None, *, reveal: bool
) -> None:
    same_as = f"same as #{same.id} ({same.verdict})" if same else ""
    screen = screen_of(sys.stdout)
    if form != "terminal":
        if same_as:
            click.echo(same_as, err=True)
        show_for_program(report, form, record_id, reveal=reveal)
        return
    number = f"#{record_id}" if record_id else "not recorded"
    tag = ", ".join(filter(None, [number, same_as]))
    show(report_text(report, screen, limits=target.problem.limits, reveal=reveal, tag=tag), screen)
    if advice := _advice(report, target, reveal=reveal):
        show(screen.paint(f"  {advice}", "dim"), screen)


def show_for_program(report: Report, form: str, record_id: int | None, *, reveal: bool = False) -> None:
    """A report in one of the forms that programs read."""
    screen = screen_of(sys.stdout)
    match form:
        case "json":
            from judge.render.json import report_json  # noqa: PLC0415 - the one that is asked for

            show(report_json(report, record_id, reveal=reveal), screen)
        case "junit":
            from judge.render.junit import report_xml  # noqa: PLC0415 - the one that is asked for

            show(report_xml(report, reveal=reveal), screen)
        case _:
            from judge.render.github import report_commands  # noqa: PLC0415 - the one that is asked for

            show(report_commands(report, reveal=reveal), screen)


def _advice(report: Report, target: Target, *, reveal: bool) -> str:
    """One thing to type next."""
    match report.verdict:
        case Verdict.ACCEPTED:
            return f"The editorial: judge show {target.problem.id} --editorial   Next: judge start --next"
        case Verdict.JUDGE_ERROR:
            return f"The problem is at fault, not your solution. Its author runs: judge verify {target.problem.id}"
    failed = next((test for test in report.tests if test.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}), None)
    if failed and failed.detail and failed.group != "sample" and not reveal:
        return f"Stuck? judge hint {target.problem.id}   The failing inputs: judge submit --reveal"
    return f"Stuck? judge hint {target.problem.id}"


def exit_code(report: Report) -> int:
    """That of a verdict."""
    match report.verdict:
        case Verdict.ACCEPTED:
            return ExitCode.ACCEPTED
        case Verdict.JUDGE_ERROR:
            return ExitCode.PROBLEM
        case _:
            return ExitCode.NOT_ACCEPTED
