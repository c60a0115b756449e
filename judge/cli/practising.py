"""`judge stats` and `judge next`: what was done, and what to solve now."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge.cli.browsing import load_all
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, write_out
from judge.errors import UsageError
from judge.practice.counting import Counts, count
from judge.practice.reviewing import memories
from judge.practice.tries import tries_of

if TYPE_CHECKING:
    from judge.practice.reviewing import Memory
    from judge.practice.tries import Try
    from judge.problem import Problem


@click.command(epilog="Example: judge stats, or judge stats --output stats.html")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "html", "json"]),
    help="terminal, unless the name of the output says html or json.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
@pass_context
def stats(context: Context, form: str | None, output: Path | None) -> None:
    """Show a calendar of what you did, and how you stand by level, tag and verdict."""
    done = _look(context)
    screen = screen_of(sys.stdout)
    form = form or {".html": "html", ".json": "json"}.get(output.suffix if output else "", "terminal")
    if form == "html":
        from judge.render.practice_page import stats_page  # noqa: PLC0415 - the one that is asked for

        written = stats_page(done.counts, done.memories, done.now, None)
    elif form == "json":
        from judge.render.practice_json import stats_json  # noqa: PLC0415 - as above

        written = stats_json(done.counts, done.memories, done.now, None)
    else:
        from judge.render.practice import stats_text  # noqa: PLC0415 - as above

        written = stats_text(done.counts, done.memories, done.now, screen_of(sys.stdout), None)
    write_out(written, output, screen)


@click.command("next", epilog="Example: judge next")
@click.option("--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", help="How to write it.")
@pass_context
def next_problem(context: Context, form: str) -> None:
    """Say what to solve now, and why: due for review, begun, your weakest tag, or the next new one."""
    from judge.practice.choosing import suggest  # noqa: PLC0415 - `judge stats` does not need it
    from judge.render.practice import next_text  # noqa: PLC0415 - tabulate takes a while
    from judge.render.practice_json import next_json  # noqa: PLC0415 - as above

    done = _look(context)
    if not done.problems:
        raise UsageError("there are no problems here", "Give their folder: judge --problems DIR next")
    begun = {problem.id for problem in done.problems if context.solution_file(problem.id).exists()}
    suggestions = suggest(done.problems, done.tries, done.memories, done.counts.tags, begun, done.now)
    screen = screen_of(sys.stdout)
    if form == "json":
        click.echo(next_json(suggestions, done.now, None))
    elif suggestions:
        click.echo(next_text(suggestions, done.now, screen, None), color=screen.color)
    else:
        here = {problem.id for problem in done.problems}
        coming = min((memory for memory in done.memories if memory.problem in here), key=lambda memory: memory.due)
        click.echo(f"Everything here is solved, and nothing is due. {coming.problem} comes up on {coming.due_on()}.")


@dataclass(frozen=True, slots=True)
class _Done:
    """All that both commands look at."""

    problems: list[Problem]
    tries: tuple[Try, ...]
    counts: Counts
    memories: tuple[Memory, ...]
    now: datetime


def _look(context: Context) -> _Done:
    now = datetime.now(UTC)
    with context.records() as records:
        tries, hints = tries_of(records.list()), records.hints()
    problems = list(load_all(context, []))
    counts = count(tries, problems, now.astimezone().date())
    return _Done(problems, tries, counts, memories(tries, hints, now), now)
