"""`judge show`: the statement of a problem, or its editorial."""

from __future__ import annotations

import sys

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.options import problem_argument
from judge.cli.target import problem_of


@click.command(epilog="Example: judge show layer_norm --lang zh")
@problem_argument
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the statement."
)
@click.option("--editorial", is_flag=True, help="Show the editorial instead; it contains the solution.")
@pass_context
def show(context: Context, name: str | None, lang: str, *, editorial: bool) -> None:
    """Show the statement of a problem."""
    problem = problem_of(context, name)
    if editorial:
        context.check_open(problem.id, "the editorial")
    source = problem.editorial if editorial else problem.statement(lang)
    screen = screen_of(sys.stdout)
    if not screen.live:  # for a file or a program, Markdown is the better text
        click.echo(source.rstrip())
        return
    from judge.render.shared.markdown import markdown_text  # noqa: PLC0415 - rich is slow to import

    click.echo(markdown_text(source, screen), color=screen.color)
    limits = problem.limits
    facts = f"{problem.difficulty}  {problem.runtime}  {limits.time_s:g} s, {limits.memory_mb} MB per test"
    path = context.solution_file(problem.id)
    todo = f"Your file: {path}" if path.exists() else f"To start: judge start {problem.id}"
    click.echo(screen.paint(f"{facts}\n{todo}", "dim"), color=screen.color)
