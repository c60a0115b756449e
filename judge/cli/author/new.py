"""`judge new`: make a problem folder."""

from __future__ import annotations

from pathlib import Path

import click

from judge import scaffold
from judge.cli.context import Context, pass_context
from judge.errors import ExitCode
from judge.source import shown_path


@click.command(epilog="Example: judge new running_median")
@click.argument("name", metavar="ID")
@pass_context
def new(context: Context, name: str) -> int:
    """Create a problem folder: a tiny working example to replace with your own."""
    folder = scaffold.create(_root_of_new_problems(context), name)
    click.echo(f"Created {shown_path(context.relative(folder))}: a tiny working example.")
    click.echo("Replace it with your problem; docs/problems.md explains each file.")
    click.echo(f"To see what is still missing: judge verify {folder.name}")
    return ExitCode.ACCEPTED


def _root_of_new_problems(context: Context) -> Path:
    """The folder of problems in use; ./problems where that one lies inside the installed package."""
    in_use = next(iter(context.problem_roots), None)
    return context.folder / "problems" if in_use is None or in_use.name == "_problems" else in_use
