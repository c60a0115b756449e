"""`judge contest list`: presets, your own contests, and the runs that were played."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from judge.cli.contest.run_logs import load_log
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.contest import files, runs
from judge.contest.events import paused
from judge.errors import UsageError
from judge.render.contest.status import score_line
from judge.render.shared.tables import table

if TYPE_CHECKING:
    from judge.contest.model import Run
    from judge.render.shared.screen import Screen
    from judge.render.shared.tables import Cell


@click.command("list", epilog="Example: judge contest list")
@pass_context
def list_contests(context: Context) -> None:
    """List presets, your own contests, and your runs."""
    screen = screen_of(sys.stdout)
    click.echo(_contest_table(context, screen), color=screen.color)
    if played := _run_table(context, screen):
        click.echo(f"\n{played}", color=screen.color)


def _contest_table(context: Context, screen: Screen) -> str:
    rows: list[list[Cell]] = []
    for name, path in files.files(context.contests_folder).items():
        kind = "preset" if path.parent == files.PRESETS else "own"
        try:
            contest = files.load(path, context.catalogue)
        except UsageError as error:
            if kind == "own":  # a preset's problems may not be among those of --problems
                context.note(f"Error: {error.message}")
            continue
        problems = ", ".join(task.problem for task in contest.tasks)
        rows.append([name, f"{contest.minutes} min", contest.rule, (kind, "dim"), (problems, "dim")])
    return table(["Contest", "Time", "Rule", "", "Problems"], rows, screen, right={1})


def _run_table(context: Context, screen: Screen) -> str:
    """Empty if nothing was played."""
    rows: list[list[Cell]] = []
    for stored in runs.stored(context.runs_folder):
        try:
            run = load_log(context, stored.path).run
        except UsageError as error:
            context.note(f"#{stored.number}: {error.message}")
            continue
        number, day = str(stored.number), run.started_at[:10]
        rows.append([number, run.contest.name, run.participant, day, _state(run), score_line(run)])
    return table(["#", "Run", "Who", "Day", "", "Score"], rows, screen, right={0}) if rows else ""


def _state(run: Run) -> Cell:
    if not run.intact:
        return "edited", "red"
    if run.ended_s is None:
        return ("paused" if paused(run) else "running", "yellow")
    return ("aborted", "dim") if run.aborted else ("over", "green")
