"""`judge status`: your progress, the current problem and what to do next, on one screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.solve.pick import pick_next
from judge.cli.solve.record_table import record_table
from judge.cli.target import load_all
from judge.errors import UsageError
from judge.problem import Difficulty
from judge.records import Record, Status
from judge.render.shared.figures import color
from judge.sandbox_kind import AUTO

if TYPE_CHECKING:
    from judge.render.shared.screen import Screen

_RECENT: Final = 5


@click.command(epilog="Example: judge status")
@pass_context
def status(context: Context) -> None:
    """Show your progress, the current problem and what to do next."""
    screen = screen_of(sys.stdout)
    with context.records() as records:
        current = records.current_problem
        done = records.status_by_problem()
        recent = records.list(limit=_RECENT)
        last = next(iter(records.list(current, limit=1)), None) if current else None
    lines = [
        f"{screen.paint('Solved', 'bold')}   {_progress(context, done, screen)}",
        f"{screen.paint('Current', 'bold')}  {_current(context, current, last, screen)}",
        f"{screen.paint('Sandbox', 'bold')}  {context.sandbox_kind or AUTO}  {screen.paint('judge doctor', 'dim')}",
    ]
    if recent:
        lines += ["", record_table(recent, screen)]
    lines += ["", screen.paint(f"Next: {_advice(context, current, done)}", "dim")]
    click.echo("\n".join(lines), color=screen.color)


def _progress(context: Context, done: dict[str, Status], screen: Screen) -> str:
    problems, _ = load_all(context)
    solved = [problem for problem in problems if done.get(problem.id) is Status.SOLVED]
    parts = [
        f"{sum(problem.difficulty is level for problem in solved)} of {total} {level}"
        for level in Difficulty
        if (total := sum(problem.difficulty is level for problem in problems))
    ]
    return f"{len(solved)} of {len(problems)}  {screen.paint(', '.join(parts), 'dim')}"


def _current(context: Context, current: str | None, last: Record | None, screen: Screen) -> str:
    if current is None:
        return screen.paint("none yet", "dim")
    path = context.solution_file(current)
    name = f"{current}  {screen.paint(str(path) if path.exists() else 'no file yet', 'dim')}"
    if last is None or last.verdict is None:
        return name
    score = f"{last.verdict} {last.passed} of {last.total}"
    return f"{name}  {screen.paint(score, color(last.verdict))}"


def _advice(context: Context, current: str | None, done: dict[str, Status]) -> str:
    if current is not None and done.get(current) is not Status.SOLVED and current in context.catalogue.ids:
        path = context.solution_file(current)
        return f"judge submit {current}" if path.exists() else f"judge start {current}"
    try:
        return f"judge start {pick_next(context).id}"
    except UsageError as nothing_left:
        return f"{nothing_left.message}. {nothing_left.hint}"
