"""`judge reset`: back to the stub, with the old file kept in the history."""

from __future__ import annotations

import click

from judge import workspace
from judge.cli.context import Context, pass_context
from judge.cli.options import problem_argument
from judge.cli.target import problem_of
from judge.source import shown_path


@click.command(epilog="Example: judge reset layer_norm")
@problem_argument
@pass_context
def reset(context: Context, name: str | None) -> None:
    """Replace your solution with the stub. The old file is kept in the history."""
    problem = problem_of(context, name)
    path = context.solution_file(problem.id)
    with context.records() as records:
        record_id = workspace.reset(problem, path, records)
        records.current_problem = problem.id
    if record_id is None:
        click.echo(f"Reset {shown_path(path)} to the stub.")
    else:
        old = f"Your old file is kept as #{record_id}: judge history {record_id} --source"
        click.echo(f"Reset {shown_path(path)} to the stub. {old}")
