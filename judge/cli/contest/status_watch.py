"""`judge contest status --watch`: the status drawn twice a second, until q or the end of the contest."""

from __future__ import annotations

import contextlib
import queue
import sys
from typing import TYPE_CHECKING, Final

import click

from judge.cli.contest.standing import ghost_run, standing_text, titles_of
from judge.cli.display import screen_of
from judge.cli.keyboard import keys
from judge.contest import log
from judge.contest.actions import end
from judge.contest.current import clear
from judge.contest.events import EndReason
from judge.render.contest.status import WARN_S, warning_of
from judge.render.shared import text

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.contest.gate import RunningContest
    from judge.contest.log_parser import Log

_TICK_S: Final = 0.5


class StatusWatch:
    """The loop: the clock is drawn in the main thread, keys come from a thread of their own."""

    def __init__(self, context: Context, contest: RunningContest, whole: Log) -> None:
        self._context = context
        self._contest = contest
        self._log = whole
        self._titles = titles_of(context, whole.run)
        self._ghost = ghost_run(whole.path)
        self._keys: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._warned: set[str] = set()
        self._drawn = ""

    def run(self) -> None:
        """Draw until q, or until the contest is over."""
        with keys(self._keys.put):
            click.echo("\x1b[2J", nl=False)
            while self._step():
                with contextlib.suppress(queue.Empty):
                    if self._keys.get(timeout=_TICK_S) == "q":
                        return

    def _step(self) -> bool:
        """Draw what has changed. Gives False when the contest is over."""
        whole = log.refreshed(self._log)
        reading = self._context.read_clock()
        now_s, since = whole.now(reading)
        if whole.run.ended_s is None and now_s >= whole.run.length_s:
            whole = end(whole, reading, EndReason.TIME)
            clear(self._context.runs_folder, self._contest.current, whole)
        self._log = whole
        left_s = whole.run.length_s - now_s
        warning = warning_of(left_s) if whole.run.ended_s is None else ""
        bell = "\a" if warning and warning not in self._warned and _just_due(left_s) else ""
        self._warned.add(warning)
        screen = screen_of(sys.stdout)  # anew: the window may have become narrower
        shown = standing_text(whole, now_s, self._titles, self._ghost, screen)
        if whole.run.ended_s is None:
            shown += f"\n\n{screen.paint('  q quit', 'dim')}"
        if since.remark:
            shown += "\n\n" + "\n".join(text.wrap(since.remark, screen.width))
        if shown != self._drawn or bell:
            lines = "".join(f"{line}\x1b[K\n" for line in shown.split("\n"))
            click.echo(f"\x1b[H{lines}\x1b[J{bell}", nl=False, color=screen.color)
            self._drawn = shown
        return whole.run.ended_s is None


def _just_due(left_s: float) -> bool:
    """Whether a warning has become due just now, and is not only still true."""
    return any(0 <= warn_s - left_s < 10 * _TICK_S for warn_s in WARN_S)
