"""How a run stands, in the terminal: its problems with their titles, and the ghost it races against."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from judge.contest import log
from judge.contest.board import until
from judge.contest.current import ghost_of
from judge.errors import ProblemError, UsageError
from judge.render.contest.status import status_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from judge.cli.context import Context
    from judge.contest.log_parser import Log
    from judge.contest.model import Run
    from judge.render.shared.screen import Screen


def standing_text(whole: Log, now_s: float, titles: Mapping[str, str], ghost: Run | None, screen: Screen) -> str:
    """The run of a log at a contest time, and the ghost at the same one; at the end of the run if it is over."""
    if whole.run.ended_s is not None:
        now_s = whole.run.ended_s
    return status_text(whole.run, now_s, titles, screen, ghost=until(ghost, now_s) if ghost else None)


def titles_of(context: Context, run: Run) -> dict[str, str]:
    """Titles of the problems by id, as far as they are still here."""
    titles = {}
    for task in run.contest.tasks:
        with contextlib.suppress(UsageError, ProblemError):
            titles[task.problem] = context.catalogue.load(task.problem).title
    return titles


def ghost_run(path: Path) -> Run | None:
    """All of the run that the run of this log races against, if it does. Raises UsageError if it cannot be read."""
    ghost = ghost_of(path)
    return log.read(ghost) if ghost.is_file() else None
