"""Which past runs can be raced against. What such a ghost had done after some time, `board.until` says."""

from __future__ import annotations

from judge.contest.model import Contest, Run
from judge.errors import UsageError


def check(ghost: Run, contest: Contest) -> None:
    """Raise UsageError where that run cannot be raced against."""
    if ghost.aborted:
        raise UsageError("that run was aborted; there is nothing to race against", "Your runs: judge contest list")
    theirs = {task.problem for task in ghost.contest.tasks}
    if theirs != {task.problem for task in contest.tasks}:
        raise UsageError(
            f"that run was another contest: {', '.join(sorted(theirs))}", "A ghost must have played the same problems."
        )
