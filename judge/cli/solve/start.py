"""`judge start`: begin a problem."""

from __future__ import annotations

import click

from judge.cli.context import Context, pass_context
from judge.cli.options import problem_argument
from judge.cli.solve.pick import pick_next, pick_random
from judge.cli.solve.solution_file import begin
from judge.errors import UsageError
from judge.source import shown_path


@click.command(epilog="Example: judge start layer_norm, or judge start --next")
@problem_argument
@click.option("--next", "take_next", is_flag=True, help="Take the easiest problem that you have not started.")
@click.option("--random", "take_random", is_flag=True, help="Take any problem that you have not solved.")
@pass_context
def start(context: Context, name: str | None, *, take_next: bool, take_random: bool) -> None:
    """Start a problem: copy its stub to solutions/ID.py. Never overwrites your file."""
    if sum([name is not None, take_next, take_random]) != 1:
        raise UsageError(
            "name one problem to start", "Run one of: judge start ID, judge start --next, judge start --random"
        )
    if name is not None:
        problem = context.catalogue.load(name)
    else:
        problem = pick_random(context) if take_random else pick_next(context)
    path, is_new = begin(context, problem)
    if is_new:
        click.echo(f"{shown_path(path)} is ready: {problem.title}.")
    else:
        click.echo(f"{shown_path(path)} already exists and was left as it is. To start over: judge reset {problem.id}")
    click.echo(f"Read it: judge show {problem.id}   Run the samples: judge test   Submit: judge submit")
