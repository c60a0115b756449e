"""Runs of a solution that can be abandoned, one at a time: a newer save, or q, ends the one that hangs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from judge.cli.live_judging import judge_live
from judge.errors import JudgeError, SandboxError

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.cli.kept_sandboxes import KeptSandboxes
    from judge.problem import Problem
    from judge.submission import Selection, Submission
    from judge.verdict import Report

_GRACE_S: Final = 0.4
"""How long a run may last after the file was saved again: long enough for any that does not hang."""


class AbandonableRun:
    """Judges in kept sandboxes; `abandon` and `abandon_soon` may be called from any thread."""

    def __init__(self, context: Context, sandboxes: KeptSandboxes) -> None:
        self._context = context
        self._sandboxes = sandboxes
        self._number = 0
        self._is_running = False
        self._is_abandoned = False

    def judge(self, problem: Problem, submission: Submission, selection: Selection) -> Report | None:
        """The report; None if the run was abandoned. Raises JudgeError."""
        self._number += 1
        self._is_abandoned, self._is_running = False, True
        try:
            report = judge_live(self._context, problem, submission, selection)
        except JudgeError as error:
            if isinstance(error, SandboxError):
                self._sandboxes.close()
            if self._is_abandoned:
                return None
            raise
        finally:
            self._is_running = False
        return None if self._is_abandoned else report

    def abandon(self) -> None:
        """End the run, if there is one."""
        self._abandon(self._number)

    def abandon_soon(self) -> None:
        """End the run if it still lasts after a moment."""
        if self._is_running:
            timer = threading.Timer(_GRACE_S, self._abandon, [self._number])
            timer.daemon = True
            timer.start()

    def _abandon(self, number: int) -> None:
        if self._is_running and self._number == number:
            self._is_abandoned = True
            self._sandboxes.abort()
