"""`judge start`, `open`, `hint`, `reset`: the user's own file, and help with it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import Final

import click

from judge import workspace
from judge.cli.browsing import load_all
from judge.cli.context import Context, contest_with, pass_context
from judge.cli.display import screen_of
from judge.cli.target import ProblemId, problem_of
from judge.errors import ExitCode, UsageError
from judge.problem import Difficulty, Problem
from judge.records import Status
from judge.source import shown_path

_LEVELS: Final = tuple(Difficulty)


@click.command(epilog="Example: judge start layer_norm, or judge start --next")
@click.argument("name", metavar="[ID]", required=False, type=ProblemId())
@click.option("--next", "take_next", is_flag=True, help="The easiest problem that you have not begun.")
@click.option("--random", "take_random", is_flag=True, help="Any problem that you have not solved.")
@pass_context
def start(context: Context, name: str | None, *, take_next: bool, take_random: bool) -> None:
    """Begin a problem: copy its stub to solutions/ID.py. Never overwrites your file."""
    if sum([name is not None, take_next, take_random]) != 1:
        raise UsageError(
            "say which problem to start", "One of: judge start ID, judge start --next, judge start --random"
        )
    problem = context.catalogue.load(name) if name is not None else choose_next(context, at_random=take_random)
    _begin(context, problem)
    click.echo(f"Read it: judge show {problem.id}   Try it: judge test   Hand it in: judge submit")


@click.command("open", epilog="Example: EDITOR='code -w' judge open layer_norm")
@click.argument("name", metavar="[ID]", required=False, type=ProblemId())
@pass_context
def open_solution(context: Context, name: str | None) -> int:
    """Open your solution in $VISUAL or $EDITOR; begin it where there is none yet."""
    problem = problem_of(context, name)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    path = context.solution_file(problem.id)
    try:
        command = shlex.split(editor)
    except ValueError as error:
        raise UsageError(f"$EDITOR cannot be understood: {editor!r}: {error}") from None
    if not command:
        raise UsageError(
            "there is no editor: neither VISUAL nor EDITOR is set",
            f"Set one, for example: export EDITOR=vim, or open {path}",
        )
    if not path.exists():
        _begin(context, problem)
    try:
        return subprocess.run([*command, str(path)], check=False).returncode and ExitCode.NOT_ACCEPTED
    except OSError as error:
        raise UsageError(
            f"the editor {command[0]!r} cannot be started: {error.strerror}", "Set EDITOR to one that is installed."
        ) from None


@click.command(epilog="Example: judge hint layer_norm, or judge hint layer_norm 1")
@click.argument("name", metavar="[ID]", required=False, type=ProblemId())
@click.argument("number", metavar="[N]", required=False, type=click.IntRange(min=1))
@pass_context
def hint(context: Context, name: str | None, number: int | None) -> None:
    """Show the next hint that you have not seen, or hint N."""
    if name is not None and number is None and name.isdecimal():
        number, name = int(name[:9]), None
    problem = problem_of(context, name)
    hints = problem.hints
    if not hints:
        raise UsageError(f"{problem.id} has no hints", f"The whole solution: judge show {problem.id} --editorial")
    if number is not None and not 1 <= number <= len(hints):
        raise UsageError(f"{problem.id} has hints 1 to {len(hints)}, not {number}")
    contest = contest_with(context, problem.id)
    with context.records() as records:
        if number is None:
            seen = contest.hints_taken(problem.id) if contest else records.hints_seen(problem.id)
            number = next((n for n in range(1, len(hints) + 1) if n not in seen), None)
        if number is None:
            click.echo(f"You have seen all {len(hints)} hints. Again: judge hint {problem.id} 1")
            if contest is None:
                click.echo(f"The whole solution: judge show {problem.id} --editorial")
            return
        if contest is not None:
            from judge.cli.running import pay_for_hint  # noqa: PLC0415 - only while a contest runs

            pay_for_hint(context, contest, problem.id, number)
        records.mark_hint_seen(problem.id, number)
    screen = screen_of(sys.stdout)
    click.echo(screen.paint(f"{problem.id}  hint {number} of {len(hints)}", "bold"), color=screen.color)
    words = hints[number - 1]
    if screen.live:
        from judge.render.markdown import markdown_text  # noqa: PLC0415 - rich takes a while

        words = markdown_text(words, screen).rstrip()
    click.echo(words, color=screen.color)


@click.command(epilog="Example: judge reset layer_norm")
@click.argument("name", metavar="[ID]", required=False, type=ProblemId())
@pass_context
def reset(context: Context, name: str | None) -> None:
    """Set your solution back to the stub; the file as it was is kept in the history."""
    problem = problem_of(context, name)
    path = context.solution_file(problem.id)
    with context.records() as records:
        kept = workspace.reset(problem, path, records)
        records.current_problem = problem.id
    if kept is None:
        click.echo(f"{shown_path(path)} is the stub.")
    else:
        click.echo(f"{shown_path(path)} is the stub again. Your file is kept as #{kept}: judge history {kept} --source")


def choose_next(context: Context, *, at_random: bool = False) -> Problem:
    """The easiest problem that was not begun (else not solved), or any that is not solved. Raises UsageError."""
    with context.records() as records:
        done = records.status_by_problem()
    problems = [problem for problem in load_all(context, []) if done.get(problem.id) is not Status.SOLVED]
    if not problems:
        raise UsageError("every problem here is solved", "Do one again: judge reset ID")
    if at_random:
        import random  # noqa: PLC0415 - hardly ever needed

        return random.choice(problems)  # noqa: S311 - no secret
    fresh = [p for p in problems if p.id not in done and not context.solution_file(p.id).exists()]
    return min(fresh or problems, key=lambda problem: (_LEVELS.index(problem.difficulty), problem.id))


def _begin(context: Context, problem: Problem) -> None:
    path = context.solution_file(problem.id)
    with context.records() as records:  # first: where there can be no records, nothing is begun
        made = workspace.start(problem, path)
        records.current_problem = problem.id
    shown = shown_path(path)
    click.echo(f"{shown} is ready: {problem.title}." if made else f"{shown} is there already; it is left as it is.")
