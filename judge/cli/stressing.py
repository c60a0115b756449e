"""`judge stress`: random inputs until a solution fails."""

from __future__ import annotations

import random
import sys
from typing import Final

import click

from judge import source, stressing
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of
from judge.cli.target import ProblemId, target_of
from judge.errors import ExitCode
from judge.render.stressing import LiveStress, stress_text
from judge.source import shown_path
from judge.stressing import Stressed

_LONGEST_S: Final = 3600.0


@click.command(epilog="Example: judge stress longest_substring --seconds 60")
@click.argument("what", metavar="[ID|FILE]", required=False, type=ProblemId())
@click.argument("file", metavar="[FILE]", required=False, type=click.Path())
@click.option(
    "--seconds",
    type=click.FloatRange(0, _LONGEST_S, min_open=True),
    default=20.0,
    show_default=True,
    help="For how long inputs are tried.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), metavar="N", help="Try the same inputs as the run that named it."
)
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where the solution runs; auto is Docker.")
@pass_context
def stress(
    context: Context, what: str | None, file: str | None, *, seconds: float, seed: int | None, sandbox: str | None
) -> int:
    """Try random inputs against the reference until one fails, and show the smallest that does.

    Nothing is recorded. Inputs are those of the problem's hypothesis tests, under the limits of a submission.
    """
    context.sandbox_kind = sandbox or context.sandbox_kind
    target = target_of(context, what, file)
    problem = target.problem
    submission = source.read(target.file)
    screen = screen_of(sys.stdout)
    click.echo(f"{screen.paint(problem.id, 'bold')}  {screen.paint(problem.title, 'dim')}", color=screen.color)
    with LiveStress(sys.stdout, screen) as live:
        made = context.make_sandbox(problem.runtime, progress=live.say)
        found = stressing.stress(
            problem,
            submission,
            made,
            seconds=seconds,
            seed=random.randrange(1_000_000) if seed is None else seed,  # noqa: S311 - short, to be typed again
            on_input=lambda found: live.on_input(found, seconds - found.seconds),
        )
    again = f"judge stress {problem.id} {shown_path(target.file)} --seed {found.seed}"
    click.echo(stress_text(found, screen, again), color=screen.color)
    sys.stdout.flush()
    if made.info.kind == "docker":
        context.refill(problem)
    return _exit_code(found)


def _exit_code(found: Stressed) -> int:
    if found.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.NOT_ACCEPTED if found.failure or found.refusal else ExitCode.ACCEPTED
