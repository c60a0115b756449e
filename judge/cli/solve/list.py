"""`judge list`: the problems, and how far you are with each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.target import load_all
from judge.errors import ExitCode, StorageError, UsageError
from judge.problem import Difficulty, Problem
from judge.records import Status

if TYPE_CHECKING:
    from judge.render.shared.screen import Screen


@click.command("list", epilog="Example: judge list --tag attention --status todo")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Show only problems with this tag; repeatable.")
@click.option(
    "--difficulty",
    type=click.Choice([str(level) for level in Difficulty]),
    help="Show only problems of this difficulty.",
)
@click.option(
    "--status",
    "wanted",
    type=click.Choice([str(status) for status in Status]),
    help="Show only problems with this status.",
)
@pass_context
def list_problems(context: Context, tags: tuple[str, ...], difficulty: str | None, wanted: str | None) -> int:
    """List the problems and your progress."""
    from judge.render.shared.tables import table  # noqa: PLC0415 - tabulate is slow to import

    if not context.catalogue.ids:
        raise UsageError("no problems found", "Give their folder: judge --problems DIR list")
    screen = screen_of(sys.stdout)
    progress = _progress(context, is_needed=wanted is not None)
    done, current = progress or ({}, None)
    all_problems, faults = load_all(context)
    shown = [
        problem
        for problem in all_problems
        if set(map(str.lower, tags)) <= set(map(str.lower, problem.tags))
        and difficulty in {None, problem.difficulty}
        and wanted in {None, done.get(problem.id, Status.TODO)}
    ]
    if shown:
        rows = [
            _row(problem, done.get(problem.id, Status.TODO) if progress else None, screen, problem.id == current)
            for problem in shown
        ]
        click.echo(table(["", "Problem", "Title", "题目", "Level", "Tags"], rows, screen), color=screen.color)
        solved = sum(done.get(problem.id) is Status.SOLVED for problem in all_problems)
        total = f"{solved} of {len(all_problems)} solved" if progress else "Progress unknown"
        click.echo(screen.paint(f"\n{total}", "dim"), color=screen.color)
    else:
        known = sorted({tag for problem in all_problems for tag in problem.tags})
        context.note(f"No problem matches. Tags: {', '.join(known)}")
    for fault in faults:
        context.note(f"Error: {fault.message}")
    return ExitCode.PROBLEM if faults else ExitCode.ACCEPTED


def _progress(context: Context, *, is_needed: bool) -> tuple[dict[str, Status], str | None] | None:
    """The status of each problem, and the current problem; None, with a note, if the records cannot be read.

    Raises:
        StorageError: they cannot be read although the list needs them.
    """
    try:
        with context.records() as records:
            return records.status_by_problem(), records.current_problem
    except StorageError as error:
        if is_needed:
            raise
        context.note(f"Your progress is not shown: {error.message}. {error.hint}")
        return None


def _row(problem: Problem, status: Status | None, screen: Screen, is_current: bool) -> list[str | tuple[str, str]]:
    signs = {Status.SOLVED: ("✓", "green"), Status.TRIED: ("✗", "yellow"), Status.TODO: ("○", "dim")}
    sign, style = signs[status] if status is not None else ("", "dim")
    level = {Difficulty.EASY: "green", Difficulty.MEDIUM: "yellow", Difficulty.HARD: "red"}[problem.difficulty]
    return [
        (screen.sign(sign) if sign else sign, style),
        (problem.id, "bold") if is_current else problem.id,
        problem.title,
        problem.title_zh,
        (problem.difficulty, level),
        (", ".join(problem.tags), "dim"),
    ]
