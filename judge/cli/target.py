"""Which problem and which file a command line means."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from judge.cli.context import Context
from judge.errors import UsageError
from judge.problem import Problem
from judge.source import shown_path


class ProblemId(click.types.StringParamType):
    """An argument that names a problem; shells complete it."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's
        """The ids that begin with what was typed, and Python files."""
        context = Context(ctx.find_root().params.get("problems"))  # the group's own code does not run in a completion
        wanted = incomplete.replace("-", "_")
        try:
            found = [CompletionItem(name) for name in context.catalogue.ids if name.startswith(wanted)]
        except UsageError:
            found = []
        return found or [CompletionItem(incomplete, type="file")]


@dataclass(frozen=True, slots=True)
class Target:
    """A problem, and the file that is to be judged for it."""

    problem: Problem
    file: Path


def problem_of(context: Context, name: str | None) -> Problem:
    """The problem of that name, or the current one, which is then said. Raises UsageError, ProblemError."""
    if name is not None:
        return _loaded(context, name)
    with context.records() as records:
        current = records.current_problem
    if current is None:
        raise UsageError("no problem has been started yet", "See judge list, then: judge start ID")
    if current not in context.catalogue.ids:
        raise UsageError(
            f"the current problem, {current}, is not among the problems here", "Name one: judge list shows them."
        )
    context.note(f"{current} (the current problem)")
    return _loaded(context, current)


def target_of(context: Context, what: str | None, file: str | None) -> Target:
    """What `[ID|FILE] [FILE]` means. Raises UsageError, ProblemError."""
    if what is not None and file is not None:
        return Target(_loaded(context, what), Path(file))
    if what is not None and _is_path(context, what):
        return Target(_loaded(context, _id_of_file(context, what)), Path(what))
    problem = problem_of(context, what)
    path = context.solution_file(problem.id)
    if not os.path.lexists(path):
        raise UsageError(f"{shown_path(path)} does not exist yet", f"Get the stub with: judge start {problem.id}")
    return Target(problem, path)


def _loaded(context: Context, name: str) -> Problem:
    """The problem of that name; while a contest runs its letters are names too. Raises UsageError, ProblemError."""
    if context.contest is None:
        return context.catalogue.load(name)
    from judge.cli.running import refuse_paused  # noqa: PLC0415 - only while a contest runs

    letters = {task.label.lower(): task.problem for task in context.contest.log.run.contest.tasks}
    problem = context.catalogue.load(letters.get(name.lower(), name))
    refuse_paused(context, problem.id)
    return problem


def _is_path(context: Context, what: str) -> bool:
    if what in context.catalogue.ids:
        return False
    return what.endswith(".py") or os.sep in what


def _id_of_file(context: Context, file: str) -> str:
    """The problem that a file is named after: exactly, because half a name may be an accident."""
    stem = Path(file).name.removesuffix(".py").lower().replace("-", "_")
    if stem in context.catalogue.ids:
        return stem
    near = difflib.get_close_matches(stem, context.catalogue.ids, n=1, cutoff=0.6)
    shown = shown_path(file)
    if near:
        raise UsageError(f"{shown} is not named after a problem", f"Did you mean: judge submit {near[0]} {shown}")
    raise UsageError(f"{shown} is not named after a problem", f"Say which one it solves: judge submit ID {shown}")
