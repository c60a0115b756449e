"""`judge contest new`, `list`, `import`: what there is to play, and what was played."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.contest import files, log, runs
from judge.contest.events import paused
from judge.contest.model import Rule
from judge.contest.ongoing import keep
from judge.errors import ExitCode, UsageError
from judge.render import text
from judge.render.contests import score_line
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.contest.model import Run
    from judge.render.tables import Cell


@click.command(epilog="Example: judge contest new sunday --problems layer_norm,clip --minutes 60 --scoring icpc")
@click.argument("name", metavar="NAME")
@click.option("--problems", required=True, metavar="ID,ID", help="In order; their letters are A, B, C.")
@click.option("--minutes", required=True, type=click.IntRange(1, files.MOST_MINUTES), metavar="M", help="How long.")
@click.option("--scoring", type=click.Choice([str(rule) for rule in Rule]), default="interview", help="The rule.")
@click.option("--title", default="", metavar="TEXT", help="For people; else the name.")
@click.option("--points", default="", metavar="N,N", help="Of each problem; else 100.")
@click.option(
    "--freeze",
    type=click.IntRange(min=0),
    default=0,
    metavar="M",
    help="The board stands still M minutes before the end.",
)
@click.option("--no-hints", is_flag=True, help="Not even at a price.")
@pass_context
def new(
    context: Context, name: str, *, problems: str, minutes: int, scoring: str, title: str, points: str, freeze: int,
    no_hints: bool,
) -> None:  # fmt: skip
    """Write a contest to contests/NAME.toml, to be started, shared and kept in git."""
    ids = [context.catalogue.resolve(word.strip()) for word in problems.split(",") if word.strip()]
    made = files.new(
        name,
        ids,
        minutes,
        Rule(scoring),
        title=title,
        points=_numbers(points),
        freeze_minutes=freeze,
        hints=not no_hints,
    )
    path = context.contests_folder / f"{name}.toml"
    files.save(path, made, context.catalogue)
    shown = path.relative_to(context.folder) if path.is_relative_to(context.folder) else path
    click.echo(f"{shown_path(shown)} is ready. Start it: judge contest start {name}")


@click.command("list", epilog="Example: judge contest list")
@pass_context
def list_contests(context: Context) -> None:
    """List presets, your own contests, and the runs of those that were played."""
    from judge.render.tables import table  # noqa: PLC0415 - tabulate takes a while

    screen = screen_of(sys.stdout)
    rows: list[list[Cell]] = []
    for name, path in files.files(context.contests_folder).items():
        kind = "preset" if path.parent == files.PRESETS else "own"
        try:
            made = files.load(path, context.catalogue)
        except UsageError as error:
            if kind == "own":  # a preset's problems may not be among those of --problems
                context.note(f"Error: {error.message}")
            continue
        problems = ", ".join(task.problem for task in made.tasks)
        rows.append([name, f"{made.minutes} min", made.rule, (kind, "dim"), (problems, "dim")])
    click.echo(table(["Contest", "Time", "Rule", "", "Problems"], rows, screen, right={1}), color=screen.color)
    played: list[list[Cell]] = []
    for stored in runs.stored(context.runs):
        try:
            run = log.read(stored.path)
        except UsageError as error:
            context.note(f"#{stored.number}: {error.message}")
            continue
        played.append(
            [
                str(stored.number),
                run.contest.name,
                run.participant,
                run.started_at[:10],
                _state(run),
                score_line(run),
            ]
        )
    if played:
        head = ["#", "Run", "Who", "Day", "", "Score"]
        click.echo(f"\n{table(head, played, screen, right={0})}", color=screen.color)


@click.command("import", epilog="Example: judge contest import results/ann.jsonl")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@pass_context
def import_run(context: Context, file: Path) -> int:
    """Take an exported result into your runs, to race against it or to keep it."""
    run = log.read(file)
    number = keep(context.runs, file)
    for note in run.notes:
        context.note(f"{shown_path(file)}: {note}")
    if not run.intact:
        context.note("Its chain of hashes is broken: somebody has edited it. It is kept, and marked.")
    whose = text.one_line(f"{run.contest.name} of {run.participant}")  # as a stranger wrote it
    click.echo(f"Kept as #{number}: {whose}, {score_line(run)}.")
    return ExitCode.ACCEPTED


def _state(run: Run) -> Cell:
    if not run.intact:
        return "edited", "red"
    if run.ended_s is None:
        return ("paused" if paused(run) else "runs", "yellow")
    return ("aborted", "dim") if run.aborted else ("over", "green")


def _numbers(points: str) -> list[float]:
    try:
        return [float(word) for word in points.split(",") if word.strip()]
    except ValueError:
        raise UsageError(f"--points {points}: that is no list of numbers", "For example: --points 100,200") from None
