"""Which past runs one can race against; `judge.contest.board.until` shows what such a ghost had done by some time."""

from __future__ import annotations

from judge.contest.model import Contest, Run
from judge.errors import UsageError


def check(ghost: Run, contest: Contest) -> None:
    """Raise UsageError if one cannot race against that run in this contest."""
    if ghost.aborted:
        raise UsageError("that run was aborted, so there is nothing to race against", "Your runs: judge contest list")
    problems = {task.problem for task in ghost.contest.tasks}
    if problems != {task.problem for task in contest.tasks}:
        raise UsageError(
            f"that run had other problems: {', '.join(sorted(problems))}", "Choose a run with the same problems."
        )
