"""`judge list` and `judge show`: what there is to solve."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.target import ProblemId, problem_of
from judge.errors import ExitCode, ProblemError, StorageError, UsageError
from judge.problem import Difficulty, Problem
from judge.records import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from judge.render.screen import Screen


@click.command("list", epilog="Example: judge list --tag attention --status todo")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only problems with this tag; again for several.")
@click.option("--difficulty", type=click.Choice([str(level) for level in Difficulty]), help="Only this difficulty.")
@click.option("--status", "wanted", type=click.Choice([str(status) for status in Status]), help="Only this status.")
@pass_context
def list_problems(context: Context, tags: tuple[str, ...], difficulty: str | None, wanted: str | None) -> int:
    """List the problems, and how far you are with each."""
    from judge.render.tables import table  # noqa: PLC0415 - tabulate takes a while

    if not context.catalogue.ids:
        raise UsageError("there are no problems here", "Give their folder: judge --problems DIR list")
    screen = screen_of(sys.stdout)
    done, current = _progress(context)
    faults: list[ProblemError] = []
    all_problems = list(load_all(context, faults))
    shown = [
        problem
        for problem in all_problems
        if set(map(str.lower, tags)) <= set(map(str.lower, problem.tags))
        and difficulty in {None, problem.difficulty}
        and wanted in {None, done.get(problem.id, Status.TODO)}
    ]
    if shown:
        rows = [_row(problem, done.get(problem.id, Status.TODO), screen, problem.id == current) for problem in shown]
        click.echo(table(["", "Problem", "Title", "题目", "Level", "Tags"], rows, screen), color=screen.color)
        solved = sum(done.get(problem.id) is Status.SOLVED for problem in all_problems)
        click.echo(screen.paint(f"\n{solved} of {len(all_problems)} solved", "dim"), color=screen.color)
    else:
        known = sorted({tag for problem in all_problems for tag in problem.tags})
        context.note(f"No problem is like that. Tags: {', '.join(known)}")
    for fault in faults:
        context.note(f"Error: {fault.message}")
    return ExitCode.PROBLEM if faults else ExitCode.ACCEPTED


@click.command(epilog="Example: judge show layer_norm --lang zh")
@click.argument("name", metavar="[ID]", required=False, type=ProblemId())
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="The language of the statement.")
@click.option("--editorial", is_flag=True, help="The editorial instead: it gives the solution away.")
@pass_context
def show(context: Context, name: str | None, lang: str, *, editorial: bool) -> None:
    """Show the statement of a problem."""
    problem = problem_of(context, name)
    if editorial and context.contest is not None:
        from judge.cli.running import refuse  # noqa: PLC0415 - only while a contest runs

        refuse(context, problem.id, "the editorial")
    source = problem.editorial if editorial else problem.statement(lang)
    screen = screen_of(sys.stdout)
    if not screen.live:  # for a file or a program, Markdown is the better text
        click.echo(source.rstrip())
        return
    from judge.render.markdown import markdown_text  # noqa: PLC0415 - rich takes a while

    click.echo(markdown_text(source, screen), color=screen.color)
    limits = problem.limits
    facts = f"{problem.difficulty}  {problem.runtime}  {limits.time_s:g} s, {limits.memory_mb} MB a test"
    path = context.solution_file(problem.id)
    todo = f"Your file: {path}" if path.exists() else f"Begin with: judge start {problem.id}"
    click.echo(screen.paint(f"{facts}\n{todo}", "dim"), color=screen.color)


def load_all(context: Context, faults: list[ProblemError]) -> Iterator[Problem]:
    """Every problem that can be loaded; what is wrong with the others is added to `faults`."""
    for problem_id in context.catalogue.ids:
        try:
            yield context.catalogue.load(problem_id)
        except ProblemError as error:
            faults.append(error)


def _progress(context: Context) -> tuple[dict[str, Status], str | None]:
    """How far the user is, and the current problem. Unreadable records do not keep the problems from being listed."""
    try:
        with context.records() as records:
            return records.status_by_problem(), records.current_problem
    except StorageError as error:
        context.note(f"Your progress is not shown: {error.message}. {error.hint}")
        return {}, None


def _row(problem: Problem, status: Status, screen: Screen, is_current: bool) -> list[str | tuple[str, str]]:
    signs = {Status.SOLVED: ("✓", "green"), Status.TRIED: ("✗", "yellow"), Status.TODO: ("○", "dim")}
    sign, style = signs[status]
    level = {Difficulty.EASY: "green", Difficulty.MEDIUM: "yellow", Difficulty.HARD: "red"}[problem.difficulty]
    return [
        (screen.sign(sign), style),
        (problem.id, "bold") if is_current else problem.id,
        problem.title,
        problem.title_zh,
        (problem.difficulty, level),
        (", ".join(problem.tags), "dim"),
    ]
