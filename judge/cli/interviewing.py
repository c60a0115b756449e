"""`judge interview`: a mock interview for yourself, at once."""

from __future__ import annotations

import random
from dataclasses import replace

import click

from judge.cli.browsing import load_all
from judge.cli.contest_running import MOST_EXTRA, start_run
from judge.cli.context import Context, pass_context
from judge.contest import files
from judge.contest.model import Rule
from judge.errors import UsageError


@click.command(epilog="Example: judge interview bytedance-aml-1, or judge interview --tags attention,peft --minutes 45")
@click.argument("preset", metavar="[PRESET]", required=False)
@click.option("--tags", default="", metavar="TAG,TAG", help="Draw problems that have these tags.")
@click.option(
    "--minutes", type=click.IntRange(1, files.MOST_MINUTES), default=45, metavar="M", help="How long, if drawn."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), metavar="N", help="Draw the same problems again.")
@click.option("--extra-time", "extra", type=click.IntRange(0, MOST_EXTRA), default=0, metavar="M", help="Minutes more.")
@click.option("--ghost", metavar="FILE|NUMBER", help="Race against a past run.")
@click.option("--as", "participant", metavar="WHO", help="Your name on boards; else that of your account.")
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
    """Start a mock interview: a preset, or problems drawn from tags. Pauses are allowed, hints cost points."""
    wanted = [tag.strip() for tag in tags.split(",") if tag.strip()]
    if (preset is None) == (not wanted):
        raise UsageError(
            "say which interview" if preset is None else "a preset or tags, not both",
            f"A preset ({', '.join(files.files(context.contests_folder))}), or: judge interview --tags attention",
        )
    if preset is not None:
        made = files.load(files.named(preset, context.contests_folder), context.catalogue)
        if made.rule is not Rule.INTERVIEW:
            made = replace(made, rule=Rule.INTERVIEW, wrong_minutes=0, hint_cost=files.INTERVIEW_HINT_COST)
    else:
        drawn = random.randrange(1_000_000) if seed is None else seed  # noqa: S311 - short, to be typed again
        made = files.draw(list(load_all(context, [])), wanted, minutes, drawn)
    start_run(context, made, extra=extra, ghost=ghost, participant=participant)
    if preset is None and seed is None:
        click.echo(f"The same again: judge interview --tags {','.join(wanted)} --minutes {minutes} --seed {drawn}")
