"""Which problem and which file a command line means."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from judge.cli.context import Context
from judge.errors import ProblemError, UsageError
from judge.problem import Problem
from judge.source import shown_path


class ProblemId(click.types.StringParamType):
    """An argument that names a problem; shells complete it."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's
        """The ids that begin with what was typed, and Python files."""
        context = Context(ctx.find_root().params.get("problems"))  # the group's own code does not run in a completion
        prefix = incomplete.replace("-", "_")
        try:
            found = [CompletionItem(name) for name in context.catalogue.ids if name.startswith(prefix)]
        except UsageError:
            found = []
        return found or [CompletionItem(incomplete, type="file")]


@dataclass(frozen=True, slots=True)
class Target:
    """A problem, and the file to judge for it."""

    problem: Problem
    file: Path


def problem_of(context: Context, name: str | None) -> Problem:
    """The problem of that name, or else the current one, with a note. Raises UsageError, ProblemError."""
    if name is not None:
        return _load(context, name)
    with context.records() as records:
        current = records.current_problem
    if current is None:
        raise UsageError("no problem started yet", "Choose one: judge list, then: judge start ID")
    if current not in context.catalogue.ids:
        raise UsageError(
            f"the current problem, {current}, is not among the problems here",
            "Name another one; to see them: judge list",
        )
    context.note(f"{current} (the current problem)")
    return _load(context, current)


def target_of(context: Context, what: str | None, file: str | None) -> Target:
    """What `[ID|FILE] [FILE]` means. Raises UsageError, ProblemError."""
    if what is not None and file is not None:
        return Target(_load(context, what), Path(file))
    if what is not None and is_file_name(context, what):
        return Target(_load(context, _id_of_file(context, what)), Path(what))
    problem = problem_of(context, what)
    path = context.solution_file(problem.id)
    if not os.path.lexists(path):
        raise UsageError(f"{shown_path(path)} does not exist yet", f"Start the problem: judge start {problem.id}")
    return Target(problem, path)


def is_file_name(context: Context, what: str) -> bool:
    """Whether an argument is the path of a solution, not a problem's name."""
    return what not in context.catalogue.ids and (what.endswith(".py") or os.sep in what)


def load_all(context: Context) -> tuple[list[Problem], list[ProblemError]]:
    """All problems that can be loaded, and what is wrong with the others."""
    problems, faults = [], []
    for problem_id in context.catalogue.ids:
        try:
            problems.append(context.catalogue.load(problem_id))
        except ProblemError as error:
            faults.append(error)
    return problems, faults


def _load(context: Context, name: str) -> Problem:
    """The problem of that name, or of that letter in the running contest. Raises UsageError, ProblemError."""
    if context.contest is None:
        return context.catalogue.load(name)
    problem = context.catalogue.load(context.contest.problems.get(name.lower(), name))
    context.contest.check_not_paused(problem.id)
    return problem


def _id_of_file(context: Context, file: str) -> str:
    """The problem that a file is named after: exactly, because half a name may be an accident."""
    stem = Path(file).name.removesuffix(".py").lower().replace("-", "_")
    if stem in context.catalogue.ids:
        return stem
    near = difflib.get_close_matches(stem, context.catalogue.ids, n=1, cutoff=0.6)
    shown = shown_path(file)
    if near:
        raise UsageError(f"{shown} is not named after a problem", f"Did you mean: judge submit {near[0]} {shown}")
    raise UsageError(f"{shown} is not named after a problem", f"Name the problem: judge submit ID {shown}")
