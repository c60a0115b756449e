"""The user's file for a problem, made from its stub: for `judge start`, `judge open` and `judge watch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from judge import workspace

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.problem import Problem


def begin(context: Context, problem: Problem) -> tuple[Path, bool]:
    """Make the problem current, with its stub in the user's file.

    Returns:
        The path, and whether the file is new; one that exists is left as it is.

    Raises:
        StorageError, UsageError: it cannot be written or recorded.
    """
    path = context.solution_file(problem.id)
    with context.records() as records:  # first: without records, nothing is begun
        is_new = workspace.start(problem, path)
        records.current_problem = problem.id
    return path, is_new
