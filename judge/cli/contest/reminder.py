"""Warns somebody who only looks at `judge watch` that a contest is about to end."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from judge.cli.contest.running import warning_due
from judge.contest import log
from judge.errors import JudgeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from judge.cli.context import Context
    from judge.contest.gate import RunningContest

_INTERVAL_S: Final = 1.0


def start_reminder(context: Context, contest: RunningContest, on_due: Callable[[], None]) -> threading.Event:
    """Call `on_due`, in a thread of its own, when a new warning is due, until the event that this gives is set."""
    stop = threading.Event()
    threading.Thread(target=_remind, args=(context, contest, on_due, stop), daemon=True).start()
    return stop


def _remind(context: Context, contest: RunningContest, on_due: Callable[[], None], stop: threading.Event) -> None:
    whole = contest.log
    shown = warning_due(context, whole)
    while not stop.wait(_INTERVAL_S):
        with contextlib.suppress(JudgeError):  # the next command reports it
            whole = log.refreshed(whole)
            warning = warning_due(context, whole)
            if warning not in {"", shown}:
                on_due()
            shown = warning
