"""What `judge watch` shows: a report with what has changed, the keys, the time left in a contest, errors."""

from __future__ import annotations

import contextlib
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from judge.cli.display import screen_of, show_error
from judge.disclosure import Audience, DisclosedReport, disclose
from judge.errors import JudgeError
from judge.render.report.changes import change_lines, key_line
from judge.render.report.terminal import report_text
from judge.report_diff import compare
from judge.source import shown_path
from judge.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from judge.cli.context import Context
    from judge.problem import Problem
    from judge.verdict import Report


class WatchScreen:
    """The terminal, and the report that it showed last.

    Attributes:
        has_keys: whether there is a keyboard to press keys on.
    """

    def __init__(self, context: Context) -> None:
        self.has_keys = False
        self._context = context
        self._screen = screen_of(sys.stdout)
        self._last: DisclosedReport | None = None

    def clear(self, file: Path) -> None:
        """Begin a screen about `file`."""
        if self._screen.live:
            click.echo("\x1b[H\x1b[2J", nl=False)
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        self.write(f"{now}  {shown_path(file)}")
        self.show_time_left()

    def forget_report(self) -> None:
        """The next report is about another problem."""
        self._last = None

    def show_report(self, report: Report, problem: Problem, *, all_tests: bool) -> None:
        """Show a report, and which tests have turned green or red since the last one."""
        disclosed = disclose(report, Audience.PRACTISING)
        for line in change_lines(compare(self._last, disclosed), self._screen):
            click.echo(line, color=self._screen.color)
        shown = report_text(disclosed, self._screen, limits=problem.limits, samples_only=not all_tests)
        click.echo(shown, color=self._screen.color)
        if report.verdict is Verdict.ACCEPTED and not all_tests:
            self.write(f"  Now run all tests: {'press a' if self.has_keys else f'judge submit {problem.id}'}")
        self._last = disclosed

    def show_keys(self, *, all_tests: bool) -> None:
        """Show which key does what, if there is a keyboard."""
        if self.has_keys:
            click.echo(f"\n{key_line(self._screen, all_tests=all_tests)}", color=self._screen.color)
        sys.stdout.flush()

    def show_time_left(self) -> None:
        """Show the time left, if a contest is running."""
        if (contest := self._context.contest) is not None:
            from judge.cli.contest.running import show_time_left  # noqa: PLC0415 - only while a contest is running

            with self.errors_shown():
                show_time_left(self._context, contest)

    @contextlib.contextmanager
    def errors_shown(self) -> Iterator[None]:
        """Show an error instead of raising it."""
        try:
            yield
        except JudgeError as error:
            show_error(error)

    def write(self, words: str) -> None:
        """Write a line of our own."""
        click.echo(self._screen.paint(words, "dim"), color=self._screen.color)
