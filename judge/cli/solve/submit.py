"""`judge submit`: all tests, recorded; while a contest is running, an attempt in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from judge import source
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.live_judging import exit_code, judge_live
from judge.cli.options import sandbox_option, solution_arguments
from judge.cli.report_format import Format, format_option, formatted
from judge.cli.target import Target, target_of
from judge.disclosure import Audience, disclose
from judge.errors import UsageError
from judge.submission import Selection, Submission
from judge.verdict import Verdict

if TYPE_CHECKING:
    from judge.records import Record
    from judge.verdict import Report


@click.command(epilog="Example: judge submit layer_norm, or judge submit layer_norm my/attempt.py --format json")
@solution_arguments
@format_option
@click.option("--reveal", is_flag=True, help="Show inputs and expected values of hidden tests.")
@sandbox_option
@pass_context
def submit(
    context: Context, what: str | None, file: str | None, *, form: str, reveal: bool, sandbox: str | None
) -> int:
    """Run all tests on your solution and record the verdict."""
    context = context.with_sandbox(sandbox)
    target = target_of(context, what, file)
    submission = source.read(target.file)
    if context.contest is None or not context.contest.has(target.problem.id):
        return _judge_and_record(context, target, submission, Format(form), reveal=reveal)
    if reveal:
        raise UsageError("--reveal is not available in a contest", "Wait until the contest ends: judge contest status")
    from judge.cli.contest.attempts import hand_in  # noqa: PLC0415 - only while a contest is running

    return hand_in(context, context.contest.log, target.problem, submission, Format(form))


def _judge_and_record(context: Context, target: Target, submission: Submission, form: Format, *, reveal: bool) -> int:
    with context.records() as records:
        same = records.find_same(target.problem.id, submission.sha256)
        report = judge_live(context, target.problem, submission, Selection(), form)
        record_id = None
        if report.verdict is not Verdict.JUDGE_ERROR:  # the judge's fault is not the user's attempt
            record_id = records.add(report, submission.source)
        records.current_problem = target.problem.id
    _show(report, target, form, record_id, same, reveal=reveal)
    if report.sandbox.kind.keeps_spares:
        context.refill(target.problem)
    return exit_code(report.verdict)


def _show(
    report: Report, target: Target, form: Format, record_id: int | None, same: Record | None, *, reveal: bool
) -> None:
    disclosed = disclose(report, Audience.REVEALED if reveal else Audience.PRACTISING)
    same_as = f"same as #{same.id} ({same.verdict})" if same else ""
    screen = screen_of(sys.stdout)
    if form is not Format.TERMINAL:
        if same_as:
            click.echo(same_as, err=True)
        show(formatted(disclosed, form, record_id=record_id), screen)
        return
    number = f"#{record_id}" if record_id else "not recorded"
    tag = ", ".join(filter(None, [number, same_as]))
    show(formatted(disclosed, form, limits=target.problem.limits, tag=tag), screen)
    show(screen.paint(f"  {_advice(report, target.problem.id, reveal=reveal)}", "dim"), screen)


def _advice(report: Report, problem_id: str, *, reveal: bool) -> str:
    """One thing to type next."""
    if report.verdict is Verdict.ACCEPTED:
        return f"Read the editorial: judge show {problem_id} --editorial   Next: judge start --next"
    if report.verdict is Verdict.JUDGE_ERROR:
        return f"The problem is at fault, not your solution. Its author should run: judge verify {problem_id}"
    stuck = f"Stuck? judge hint {problem_id}"
    failed = next((test for test in report.tests if test.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}), None)
    if failed and failed.detail and failed.group != "sample" and not reveal:
        return f"{stuck}   Show the failing input: judge submit --reveal"
    return stuck
