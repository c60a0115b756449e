"""`judge watch`: judge a solution on every save."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import click

from judge.cli.context import Context, pass_context
from judge.cli.kept_sandboxes import KeptSandboxes
from judge.cli.keyboard import keys
from judge.cli.options import sandbox_option, solution_arguments
from judge.cli.solve.watch_session import WatchSession
from judge.cli.target import target_of
from judge.errors import UsageError


@click.command(epilog="Example: judge watch layer_norm, or judge watch layer_norm --all")
@solution_arguments
@click.option("--all", "all_tests", is_flag=True, help="Run all tests, not only the samples.")
@sandbox_option
@pass_context
def watch(context: Context, what: str | None, file: str | None, *, all_tests: bool, sandbox: str | None) -> None:
    """Judge your solution on every save. Nothing is recorded until you press s to submit."""
    context = context.with_sandbox(sandbox)
    target = target_of(context, what, file)
    if all_tests and context.contest_scoring(target.problem.id):
        raise UsageError(
            "--all is not available in a contest", f"Submit instead: judge submit {target.problem.id}, or press s"
        )
    with contextlib.closing(KeptSandboxes()) as sandboxes:
        keeping = replace(context, kept_sandboxes=sandboxes)
        click.get_current_context().obj = keeping  # for the commands that keys invoke
        session = WatchSession(keeping, sandboxes, target, all_tests=all_tests)
        with keys(session.on_key) as has_keys:
            session.run(has_keys=has_keys)
    if context.may_keep_spares:
        context.refill(session.target.problem)
