"""`judge stress`: random inputs until a solution fails."""

from __future__ import annotations

import random
import sys
from typing import Final

import click

from judge import source
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.options import sandbox_option, solution_arguments
from judge.cli.target import target_of
from judge.errors import ExitCode
from judge.render.report.stress import LiveStress, stress_text
from judge.source import shown_path
from judge.stress import StressResult
from judge.stress import stress as try_random_inputs

_LONGEST_S: Final = 3600.0


@click.command(epilog="Example: judge stress longest_substring --seconds 60")
@solution_arguments
@click.option(
    "--seconds",
    type=click.FloatRange(0, _LONGEST_S, min_open=True),
    default=20.0,
    show_default=True,
    metavar="N",
    help="How long to try.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    metavar="N",
    help="Try the same inputs as the stress test that printed this seed.",
)
@sandbox_option
@pass_context
def stress(
    context: Context, what: str | None, file: str | None, *, seconds: float, seed: int | None, sandbox: str | None
) -> int:
    """Try random inputs until your solution fails, and show the smallest failing input.

    Inputs come from the problem's own property tests, and answers are compared with its reference. The limits are those
    of a submission. Nothing is recorded.
    """
    context = context.with_sandbox(sandbox)
    target = target_of(context, what, file)
    problem = target.problem
    submission = source.read(target.file)
    screen = screen_of(sys.stdout)
    click.echo(f"{screen.paint(problem.id, 'bold')}  {screen.paint(problem.title, 'dim')}", color=screen.color)
    with LiveStress(sys.stdout, screen) as live:
        chosen = context.make_sandbox(problem.runtime, progress=live.say)
        found = try_random_inputs(
            problem,
            submission,
            chosen,
            seconds=seconds,
            seed=random.randrange(1_000_000) if seed is None else seed,  # noqa: S311 - short, to be typed again
            on_input=lambda found: live.on_input(found, seconds - found.seconds),
        )
    again = f"judge stress {problem.id} {shown_path(target.file)} --seed {found.seed}"
    click.echo(stress_text(found, screen, again), color=screen.color)
    sys.stdout.flush()
    if chosen.info.kind.keeps_spares:
        context.refill(problem)
    return _exit_code(found)


def _exit_code(found: StressResult) -> int:
    if found.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.NOT_ACCEPTED if found.failure or found.refusal else ExitCode.ACCEPTED
