"""`judge interview`: a mock interview for yourself, at once."""

from __future__ import annotations

import random

import click

from judge.cli.contest.start_run import run_options, start_run
from judge.cli.context import Context, pass_context
from judge.cli.target import load_all
from judge.contest import files
from judge.errors import UsageError


@click.command(epilog="Example: judge interview bytedance-aml-1, or judge interview --tags attention,peft --minutes 45")
@click.argument("preset", metavar="[PRESET]", required=False)
@click.option("--tags", default="", metavar="TAG,TAG", help="Draw problems with these tags.")
@click.option(
    "--minutes",
    type=click.IntRange(1, files.MOST_MINUTES),
    default=45,
    show_default=True,
    metavar="M",
    help="Duration in minutes, with --tags.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    metavar="N",
    help="Draw the same problems as the interview that printed this seed.",
)
@run_options
@pass_context
def interview(
    context: Context,
    preset: str | None,
    *,
    tags: str,
    minutes: int,
    seed: int | None,
    extra: int,
    ghost: str | None,
    participant: str | None,
) -> None:
    """Start a mock interview: a preset, or problems drawn by tag. You may pause; hints cost points."""
    drawn_tags = [tag.strip() for tag in tags.split(",") if tag.strip()]
    if (preset is None) == (not drawn_tags):
        raise UsageError(
            "neither a preset nor --tags given" if preset is None else "both a preset and --tags given",
            f"Name one of {', '.join(files.files(context.contests_folder))}, or run: judge interview --tags attention",
        )
    if preset is not None:
        contest = files.as_interview(files.load(files.named(preset, context.contests_folder), context.catalogue))
    else:
        number = random.randrange(1_000_000) if seed is None else seed  # noqa: S311 - short, to be typed again
        contest = files.draw(load_all(context)[0], drawn_tags, minutes, number)
    start_run(context, contest, extra=extra, ghost=ghost, participant=participant)
    if preset is None and seed is None:
        again = f"judge interview --tags {','.join(drawn_tags)} --minutes {minutes} --seed {number}"
        click.echo(f"To draw the same problems again: {again}")
