"""`judge contest new`: write a contest file."""

from __future__ import annotations

import click

from judge.cli.context import Context, pass_context
from judge.contest import files
from judge.contest.rules import INTERVIEW, RULES
from judge.errors import UsageError
from judge.source import shown_path


@click.command(epilog="Example: judge contest new sunday --problems layer_norm,clip --minutes 60 --scoring icpc")
@click.argument("name", metavar="NAME")
@click.option("--problems", required=True, metavar="ID,ID", help="Problems in order; they get the letters A, B, C.")
@click.option(
    "--minutes", required=True, type=click.IntRange(1, files.MOST_MINUTES), metavar="M", help="Duration in minutes."
)
@click.option(
    "--scoring",
    type=click.Choice(list(RULES)),
    default=INTERVIEW,
    show_default=True,
    help="Scoring rule.",
)
@click.option("--title", default="", metavar="TEXT", help="Title to show (default: NAME).")
@click.option("--points", default="", metavar="N,N", help="Points of each problem (default: 100 each).")
@click.option(
    "--freeze",
    type=click.IntRange(min=0),
    default=0,
    metavar="M",
    help="Freeze the scoreboard M minutes before the end.",
)
@click.option("--no-hints", is_flag=True, help="Do not allow hints, not even at the cost of points.")
@pass_context
def new(
    context: Context, name: str, *, problems: str, minutes: int, scoring: str, title: str, points: str, freeze: int,
    no_hints: bool,
) -> None:  # fmt: skip
    """Write a contest to contests/NAME.toml, a file that you can share and keep in git."""
    ids = [context.catalogue.resolve(word.strip()) for word in problems.split(",") if word.strip()]
    contest = files.new(
        name,
        ids,
        minutes,
        RULES[scoring],
        title=title,
        points=_numbers(points),
        freeze_minutes=freeze,
        hints=not no_hints,
    )
    path = context.contests_folder / f"{name}.toml"
    files.save(path, contest, context.catalogue)
    click.echo(f"{shown_path(context.relative(path))} is ready. To start it: judge contest start {name}")


def _numbers(points: str) -> list[float]:
    try:
        return [float(word) for word in points.split(",") if word.strip()]
    except ValueError:
        raise UsageError(f"--points {points} is not a list of numbers", "For example: --points 100,200") from None
