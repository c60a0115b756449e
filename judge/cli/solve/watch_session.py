"""The loop of `judge watch`: saves and keys come from threads of their own; the main thread judges, one at a time."""

from __future__ import annotations

import contextlib
import queue
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from judge import source, workspace
from judge.cli.solve.abandonable_run import AbandonableRun
from judge.cli.solve.file_watcher import FileWatcher
from judge.cli.solve.hint import hint
from judge.cli.solve.list import list_problems
from judge.cli.solve.pick import pick_next
from judge.cli.solve.solution_file import begin
from judge.cli.solve.submit import submit
from judge.cli.solve.watch_screen import WatchScreen
from judge.cli.target import Target
from judge.errors import JudgeError
from judge.submission import Selection

if TYPE_CHECKING:
    from judge.cli.context import Context
    from judge.cli.kept_sandboxes import KeptSandboxes

_TWICE_S: Final = 1.0
"""A save of the same text again so soon is a formatter's, not a person's."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """The file was saved."""


@dataclass(frozen=True, slots=True)
class _TimeWarning:
    """The running contest is about to end."""


@dataclass(frozen=True, slots=True)
class _FolderGone:
    """The file's folder does not exist; it may come back."""


@dataclass(frozen=True, slots=True)
class _FolderLost:
    """The file's folder cannot be watched any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Key:
    """A key was pressed."""

    key: str


_Event = _Saved | _TimeWarning | _FolderGone | _FolderLost | _Key


class WatchSession:
    """One `judge watch`, from its first run until q."""

    def __init__(self, context: Context, sandboxes: KeptSandboxes, target: Target, *, all_tests: bool) -> None:
        self.target = target
        self._context = context
        self._all_tests = all_tests
        self._events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
        self._run = AbandonableRun(context, sandboxes)
        self._watcher = FileWatcher(
            self._on_save,
            on_gone=lambda: self._events.put(_FolderGone()),
            on_lost=lambda reason: self._events.put(_FolderLost(reason)),
        )
        self._screen = WatchScreen(context)
        self._last_source = b""
        self._last_at = 0.0
        self._is_asking = False
        self._is_over = False

    def run(self, *, has_keys: bool) -> None:
        """Judge at once, then on every event until it is over."""
        self._screen.has_keys = has_keys
        self._watcher.watch(self.target.file)
        with contextlib.ExitStack() as stack:
            stack.callback(self._watcher.stop)
            if (contest := self._context.contest) is not None:
                from judge.cli.contest.reminder import start_reminder  # noqa: PLC0415 - only while a contest is running

                stop = start_reminder(self._context, contest, lambda: self._events.put(_TimeWarning()))
                stack.callback(stop.set)
            self._judge()
            while not self._is_over:
                self._handle(self._events.get())

    # From other threads

    def on_key(self, key: str) -> None:
        """A key was pressed."""
        if key == "q":
            self._is_over = True
            self._run.abandon()
        self._events.put(_Key(key))

    def _on_save(self) -> None:
        self._events.put(_Saved())
        self._run.abandon_soon()

    # In the main thread

    def _handle(self, event: _Event) -> None:
        match event:
            case _Saved():
                if not self._is_asking:
                    self._judge_if_new()
            case _TimeWarning():
                self._screen.show_time_left()
            case _FolderGone():
                self._screen.write(f"The folder of {self.target.file} is gone. Saves are judged again when it is back.")
                self._screen.show_keys(all_tests=self._all_tests)
            case _FolderLost():
                self._screen.write(f"The folder of {self.target.file} cannot be watched anymore: {event.reason}")
                self._screen.show_keys(all_tests=self._all_tests)
            case _Key() if self._is_asking:
                self._answer(event.key)
            case _Key():
                self._obey(event.key)

    def _obey(self, key: str) -> None:
        actions = {
            "r": self._judge,
            "a": self._change_tests,
            "s": lambda: self._invoke(submit, what=self.target.problem.id, file=str(self.target.file)),
            "h": self._hint,
            "l": lambda: self._invoke(list_problems),
            "n": self._next,
            "x": self._ask,
        }
        actions.get(key, lambda: self._screen.show_keys(all_tests=self._all_tests))()

    def _hint(self) -> None:
        problem_id = self.target.problem.id
        if self._context.contest_scoring(problem_id):  # it asks before it takes points, and this keyboard is ours
            self._screen.write(f"A hint may cost points. In another terminal: judge hint {problem_id}")
        else:
            self._invoke(hint, name=problem_id)

    def _change_tests(self) -> None:
        if self._context.contest_scoring(self.target.problem.id):
            self._screen.write("Only the samples run here during a contest. To submit, press s.")
            return
        self._all_tests = not self._all_tests
        self._judge()

    def _ask(self) -> None:
        self._is_asking = True
        self._screen.write(f"Replace {self.target.file} with the stub? Your file is kept in the history. y/n")

    def _answer(self, key: str) -> None:
        self._is_asking = False
        if key not in {"y", "Y"}:
            self._screen.write("Left as it is.")
            self._screen.show_keys(all_tests=self._all_tests)
            return
        with self._screen.errors_shown(), self._context.records() as records:
            record_id = workspace.reset(self.target.problem, self.target.file, records)
            old = "" if record_id is None else f" Your old file is kept as #{record_id}."
            self._screen.write(f"Replaced with the stub.{old}")
        self._judge()

    def _next(self) -> None:
        with self._screen.errors_shown():
            problem = pick_next(self._context)
            path, _ = begin(self._context, problem)
            self.target, self._last_source = Target(problem, path), b""
            self._screen.forget_report()
            self._watcher.watch(path)
            self._judge()
            self._screen.write(f"Now watching {problem.id}. Read it: judge show {problem.id}")

    def _invoke(self, command: click.Command, **arguments: str) -> None:
        """Run another command of ours, in the containers that are kept."""
        self._screen.clear(self.target.file)
        with self._screen.errors_shown():
            click.get_current_context().invoke(command, **arguments)
        self._last_at = time.monotonic()
        self._screen.show_keys(all_tests=self._all_tests)

    def _judge_if_new(self) -> None:
        with contextlib.suppress(JudgeError):
            same = source.read(self.target.file).source == self._last_source
            if same and time.monotonic() - self._last_at < _TWICE_S:
                return
        self._judge()

    def _judge(self) -> None:
        """Judge the file as it is now, and show the report."""
        if self._is_over:
            return
        self._screen.clear(self.target.file)
        self._last_source = b""
        with self._screen.errors_shown():
            submission = source.read(self.target.file)
            self._last_source = submission.source
            selection = Selection() if self._all_tests else Selection(groups=("sample",))
            report = self._run.judge(self.target.problem, submission, selection)
            if report is None:
                return
            self._screen.show_report(report, self.target.problem, all_tests=self._all_tests)
        self._last_at = time.monotonic()
        self._screen.show_keys(all_tests=self._all_tests)
