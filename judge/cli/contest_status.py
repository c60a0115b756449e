"""`judge contest status`: how a contest stands; with --watch live, until q."""

from __future__ import annotations

import contextlib
import queue
import sys
from typing import TYPE_CHECKING, Final

import click

from judge.cli.competing import settle_waiting
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.keyboard import keys
from judge.contest import log, runs
from judge.contest.board import until
from judge.contest.events import Reason
from judge.contest.ongoing import clear, end, ghost_of
from judge.errors import JudgeError, ProblemError, UsageError
from judge.render import text
from judge.render.contests import WARN_S, status_text, warning_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from judge.contest.model import Run
    from judge.contest.reading import Log
    from judge.render.screen import Screen

TICK_S: Final = 0.5


@click.command(epilog="Example: judge contest status --watch")
@click.argument("what", metavar="[RUN]", required=False)
@click.option("--watch", "live", is_flag=True, help="Stay, and show every change; q leaves.")
@pass_context
def status(context: Context, what: str | None, *, live: bool) -> None:
    """Show how the contest that runs stands, or one that was played."""
    running = context.contest
    if what is None and running is None:
        runs.find(context.runs)  # says what to do where nothing was ever played
    path = running.ongoing.path if running is not None and what is None else runs.find(context.runs, what)
    _settle(context, path)
    screen = screen_of(sys.stdout)
    if live and screen.live and log.read(path).ended_s is None:
        _Watch(context, path).run()
        return
    held = log.load(path)
    for note in held.run.notes:
        context.note(f"{path.name}: {note}")
    click.echo(_text(context, path, held, _titles(context, held.run), screen), color=screen.color)


def _settle(context: Context, path: Path) -> None:
    """Judge what a killed judge has left; another process may be at it."""
    try:
        settle_waiting(context, path, "terminal", wait=False)
    except JudgeError as error:
        context.note(f"An attempt waits for its verdict: {error.message}. {error.hint}")


def _text(context: Context, path: Path, held: Log, titles: Mapping[str, str], screen: Screen) -> str:
    now_s = held.run.ended_s
    if now_s is None:
        now_s, _ = held.now(context.read_clock())
    return status_text(held.run, now_s, titles, screen, ghost=_ghost(path, now_s))


def _titles(context: Context, run: Run) -> dict[str, str]:
    titles = {}
    for task in run.contest.tasks:
        with contextlib.suppress(UsageError, ProblemError):  # it may be gone since
            titles[task.problem] = context.catalogue.load(task.problem).title
    return titles


def _ghost(path: Path, now_s: float) -> Run | None:
    there = ghost_of(path)
    return until(log.read(there), now_s) if there.is_file() else None


class _Watch:
    """The loop: the clock is drawn twice a second, keys come from a thread of their own."""

    def __init__(self, context: Context, path: Path) -> None:
        self._context = context
        self._path = path
        self._titles = _titles(context, log.read(path))
        self._keys: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._warned: set[str] = set()
        self._drawn = ""

    def run(self) -> None:
        """Draw until q, or until the contest is over."""
        with keys(self._keys.put):
            click.echo("\x1b[2J", nl=False)
            while self._step():
                with contextlib.suppress(queue.Empty):
                    if self._keys.get(timeout=TICK_S) == "q":
                        return

    def _step(self) -> bool:
        """Draw what has changed. Gives False when the contest is over."""
        held = log.load(self._path)
        reading = self._context.read_clock()
        now_s, since = held.now(reading)
        if held.run.ended_s is None and now_s >= held.run.length_s:
            held = end(self._path, reading, Reason.TIME)
            clear(self._context.runs)
        left_s = held.run.length_s - now_s
        warning = warning_of(left_s) if held.run.ended_s is None else ""
        bell = "\a" if warning and warning not in self._warned and _just_now(left_s) else ""
        self._warned.add(warning)
        screen = screen_of(sys.stdout)  # anew: a window may have become narrower
        shown = _text(self._context, self._path, held, self._titles, screen)
        if held.run.ended_s is None:
            shown += f"\n\n{screen.paint('  q quit', 'dim')}"
        if since.remark:
            shown += "\n\n" + "\n".join(text.wrap(since.remark, screen.width))
        if shown != self._drawn or bell:
            lines = "".join(f"{line}\x1b[K\n" for line in shown.split("\n"))
            click.echo(f"\x1b[H{lines}\x1b[J{bell}", nl=False, color=screen.color)
            self._drawn = shown
        return held.run.ended_s is None


def _just_now(left_s: float) -> bool:
    """Whether one of the warnings is due now, and not only still true."""
    return any(0 <= warn_s - left_s < 10 * TICK_S for warn_s in WARN_S)
