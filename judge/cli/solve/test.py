"""`judge test`: run the sample tests."""

from __future__ import annotations

import sys

import click

from judge import source
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.live_judging import exit_code, judge_live
from judge.cli.options import sandbox_option, solution_arguments
from judge.cli.report_format import Format, formatted
from judge.cli.target import target_of
from judge.disclosure import Audience, disclose
from judge.errors import UsageError
from judge.submission import Selection
from judge.verdict import Verdict


@click.command(epilog="Example: judge test layer_norm --case eps -x")
@solution_arguments
@click.option("--case", default="", metavar="NAME", help="Run only tests with NAME in their name.")
@click.option("-x", "--fail-fast", is_flag=True, help="Stop at the first failure.")
@sandbox_option
@pass_context
def test(
    context: Context, what: str | None, file: str | None, *, case: str, fail_fast: bool, sandbox: str | None
) -> int:
    """Run the sample tests on your solution. Nothing is recorded."""
    context = context.with_sandbox(sandbox)
    target = target_of(context, what, file)
    submission = source.read(target.file)
    selection = Selection(groups=("sample",), case=case, fail_fast=fail_fast)
    report = judge_live(context, target.problem, submission, selection)
    if case and not report.total:
        raise UsageError(f"no sample test of {target.problem.id} has {case!r} in its name", "Omit --case to run all.")
    screen = screen_of(sys.stdout)
    disclosed = disclose(report, Audience.PRACTISING)
    show(formatted(disclosed, Format.TERMINAL, limits=target.problem.limits, samples_only=True), screen)
    if report.verdict is Verdict.ACCEPTED:
        show(screen.paint(f"  Now run all tests: judge submit {target.problem.id}", "dim"), screen)
    if report.sandbox.kind.keeps_spares:
        context.refill(target.problem)
    return exit_code(report.verdict)
