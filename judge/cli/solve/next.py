"""`judge next`: what to solve now, and why."""

from __future__ import annotations

import sys

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.solve.practice_data import read_practice
from judge.errors import UsageError
from judge.practice.suggestions import suggest
from judge.render.practice.json import next_json
from judge.render.practice.terminal import next_text


@click.command("next", epilog="Example: judge next")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="Output format.",
)
@pass_context
def next_problem(context: Context, form: str) -> None:
    """Suggest what to solve now, and why: due for review, started, your weakest tag, or the next new one."""
    data = read_practice(context)
    if not data.problems:
        raise UsageError("no problems found", "Give their folder: judge --problems DIR next")
    begun = {problem.id for problem in data.problems if context.solution_file(problem.id).exists()}
    suggestions = suggest(data.problems, data.tries, data.memories, data.counts.tags, begun, data.now)
    screen = screen_of(sys.stdout)
    if form == "json":
        click.echo(next_json(suggestions, data.now, None))
    elif suggestions:
        click.echo(next_text(suggestions, data.now, screen, None), color=screen.color)
    else:
        here = {problem.id for problem in data.problems}
        coming = min((memory for memory in data.memories if memory.problem in here), key=lambda memory: memory.due)
        click.echo(f"Everything here is solved, and nothing is due. {coming.problem} is due on {coming.due_on()}.")
