"""`judge stats`: a calendar of what you did, and what you have solved."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, write_out
from judge.cli.solve.practice_data import read_practice


@click.command(epilog="Example: judge stats, or judge stats --output stats.html")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "html", "json"]),
    help="Output format (default: from the suffix of --output, else terminal).",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file.")
@pass_context
def stats(context: Context, form: str | None, output: Path | None) -> None:
    """Show a calendar of your submissions, and your progress by level, tag and verdict."""
    data = read_practice(context)
    screen = screen_of(sys.stdout)
    form = form or {".html": "html", ".json": "json"}.get(output.suffix if output else "", "terminal")
    if form == "html":
        from judge.render.practice.html import stats_page  # noqa: PLC0415 - only the format asked for

        written = stats_page(data.counts, data.memories, data.now, None)
    elif form == "json":
        from judge.render.practice.json import stats_json  # noqa: PLC0415 - as above

        written = stats_json(data.counts, data.memories, data.now, None)
    else:
        from judge.render.practice.terminal import stats_text  # noqa: PLC0415 - as above

        written = stats_text(data.counts, data.memories, data.now, screen, None)
    write_out(written, output, screen)
