"""`judge watch`: a solution is judged on every save, and keys do the rest."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge import source, workspace
from judge.cli.browsing import list_problems
from judge.cli.context import SANDBOX_KINDS, Context, contest_with, pass_context
from judge.cli.display import screen_of
from judge.cli.keyboard import keys
from judge.cli.submitting import judge_shown, submit
from judge.cli.target import ProblemId, Target, target_of
from judge.cli.working import choose_next, hint
from judge.errors import ExitCode, JudgeError, SandboxError, UsageError
from judge.judging import Selection, Submission
from judge.render.terminal import report_text
from judge.render.watching import change_lines, key_line
from judge.verdict import Report, Verdict
from judge.watching import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from judge.cli.running import Running

_STEP_MS: Final = 15
_DEBOUNCE_MS: Final = 60
"""Several writes of one save come within this; the verdict waits for it."""
_REMIND_S: Final = 1.0
_TWICE_S: Final = 1.0
"""A save of the same text again so soon is a formatter's, not a person's."""
_GRACE_S: Final = 0.4
"""How long a run may go on after the file was saved again: long enough for any that does not hang."""

SAVED: Final = "saved"
DUE: Final = "due"
"""The contest that runs has not much time left."""
LOST: Final = "lost"


@click.command(epilog="Example: judge watch layer_norm, or judge watch layer_norm --all")
@click.argument("what", metavar="[ID|FILE]", required=False, type=ProblemId())
@click.argument("file", metavar="[FILE]", required=False, type=click.Path())
@click.option("--all", "all_tests", is_flag=True, help="All tests, samples first; else the samples alone.")
@click.option(
    "--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where the solution runs; auto is Docker where it answers."
)
@pass_context
def watch(context: Context, what: str | None, file: str | None, *, all_tests: bool, sandbox: str | None) -> int:
    """Judge your solution on every save. Nothing is recorded until you press s."""
    context.sandbox_kind = sandbox or context.sandbox_kind
    target = target_of(context, what, file)
    if all_tests and contest_with(context, target.problem.id):
        raise UsageError("--all is closed in a contest", f"Hand it in: judge submit {target.problem.id}, or press s")
    with context.keep_sandboxes():
        watching = _Watch(context, target, all_tests=all_tests)
        with keys(watching.on_key) as has_keys:
            watching.run(has_keys=has_keys)
    if context.sandbox_kind != "process":
        context.refill(watching.target.problem)
    return ExitCode.ACCEPTED


class _Watch:
    """The loop: one run at a time in the main thread; saves and keys come from threads of their own."""

    def __init__(self, context: Context, target: Target, *, all_tests: bool) -> None:
        self.target = target
        self._context = context
        self._all_tests = all_tests
        self._events: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._screen = screen_of(sys.stdout)
        self._has_keys = False
        self._last: Report | None = None
        self._last_source = b""
        self._last_at = 0.0
        self._runs = 0
        self._running = False
        self._abandoned = False
        self._asking = False
        self._over = False
        self._stop = threading.Event()

    def run(self, *, has_keys: bool) -> None:
        """Judge at once, then on every event until it is over."""
        self._has_keys = has_keys
        self._watch_file()
        if (running := self._context.contest) is not None:
            threading.Thread(target=self._remind, args=[running], daemon=True).start()
        try:
            self._judge()
            while not self._over:
                self._handle(self._events.get())
        finally:
            self._stop.set()

    # From other threads

    def on_key(self, key: str) -> None:
        """A key was pressed."""
        if key == "q":
            self._over = True
            self._abandon(self._runs)
        self._events.put(key)

    def _on_save(self) -> None:
        self._events.put(SAVED)
        if self._running:
            timer = threading.Timer(_GRACE_S, self._abandon, [self._runs])
            timer.daemon = True
            timer.start()

    def _abandon(self, run: int) -> None:
        """End that run, if it still goes on: nobody waits for it any more."""
        if self._running and self._runs == run:
            self._abandoned = True
            for kept in (self._context.kept or {}).values():
                kept.abort()

    def _remind(self, running: Running) -> None:
        """While a contest runs: warn before it ends, as a person who only looks here would not be."""
        from judge.cli.running import warning_now  # noqa: PLC0415 - only while a contest runs

        said = warning_now(self._context, running)
        while not self._over:
            time.sleep(_REMIND_S)
            with contextlib.suppress(JudgeError):  # the next command says what is wrong with it
                warning = warning_now(self._context, running)
                if warning not in {"", said}:
                    self._events.put(DUE)
                said = warning

    def _say_time(self) -> None:
        if (running := self._context.contest) is not None:
            from judge.cli.running import say_time  # noqa: PLC0415 - only while a contest runs

            with self._guarded():
                say_time(self._context, running)

    def _watch_file(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(self.target.file, self._stop, ready), daemon=True).start()
        ready.wait(5)

    def _listen(self, file: Path, stop: threading.Event, ready: threading.Event) -> None:
        import watchfiles  # noqa: PLC0415 - takes a while

        name = file.name
        changes = watchfiles.watch(
            file.absolute().parent,  # editors replace a file: its folder is what stays
            watch_filter=lambda _, path: Path(path).name == name,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=stop,
            rust_timeout=200,
            yield_on_timeout=True,
            recursive=False,
            raise_interrupt=False,
        )
        try:
            for found in changes:
                ready.set()
                if found:
                    self._on_save()
        except Exception as error:  # noqa: BLE001 - whatever the system says of a folder that is gone
            self._events.put(f"{LOST} {error}")
        finally:
            ready.set()

    # In the main thread

    def _handle(self, event: str) -> None:
        if self._asking:
            self._answer(event)
            return
        if event.startswith(LOST):
            self._say(f"The folder of {self.target.file} cannot be watched any more:{event.removeprefix(LOST)}")
        problem_id = self.target.problem.id
        actions = {
            SAVED: self._judge_if_new,
            DUE: self._say_time,
            "r": self._judge,
            "a": self._change_tests,
            "s": lambda: self._invoke(submit, what=problem_id, file=str(self.target.file)),
            "h": self._hint,
            "l": lambda: self._invoke(list_problems),
            "n": self._next,
            "x": self._ask,
        }
        actions.get(event, self._keys)()

    def _hint(self) -> None:
        problem_id = self.target.problem.id
        if contest_with(self._context, problem_id):  # it asks before it takes points, and this keyboard is ours
            self._say(f"A hint may cost points; in another terminal: judge hint {problem_id}")
        else:
            self._invoke(hint, name=problem_id)

    def _change_tests(self) -> None:
        if contest_with(self._context, self.target.problem.id):
            self._say("All tests are closed in a contest; s hands it in.")
            return
        self._all_tests = not self._all_tests
        self._judge()

    def _ask(self) -> None:
        self._asking = True
        self._say(f"Set {self.target.file} back to the stub? The file as it is stays in the history. y/n")

    def _answer(self, event: str) -> None:
        if event == SAVED:  # that is no answer
            return
        self._asking = False
        if event not in {"y", "Y"}:
            self._say("Left as it is.")
            self._keys()
            return
        with self._guarded(), self._context.records() as records:
            kept = workspace.reset(self.target.problem, self.target.file, records)
            self._say("It is the stub." if kept is None else f"It is the stub again; your file is kept as #{kept}.")
        self._judge()

    def _judge_if_new(self) -> None:
        with contextlib.suppress(JudgeError):
            same = source.read(self.target.file).source == self._last_source
            if same and time.monotonic() - self._last_at < _TWICE_S:
                return
        self._judge()

    def _judge(self) -> None:
        """One run on what the file holds now, shown."""
        if self._over:
            return
        self._clear()
        self._last_source = b""
        with self._guarded():
            submission = source.read(self.target.file)
            self._last_source = submission.source
            report = self._run(submission)
            if report is None:
                return
            for line in change_lines(compare(self._last, report), self._screen):
                click.echo(line, color=self._screen.color)
            limits = self.target.problem.limits
            click.echo(report_text(report, self._screen, limits=limits), color=self._screen.color)
            if report.verdict is Verdict.ACCEPTED and not self._all_tests:
                more = "press a" if self._has_keys else f"judge submit {self.target.problem.id}"
                self._say(f"  These are the samples. All tests: {more}")
            self._last = report
        self._last_at = time.monotonic()
        self._keys()

    def _run(self, submission: Submission) -> Report | None:
        """The report; None where it was abandoned."""
        selection = Selection() if self._all_tests else Selection(groups=("sample",))
        self._runs += 1
        self._abandoned, self._running = False, True
        try:
            report = judge_shown(self._context, self.target.problem, submission, selection, "terminal")
        except JudgeError as error:
            if isinstance(error, SandboxError):
                self._context.drop_sandboxes()
            if self._abandoned:
                return None
            raise
        finally:
            self._running = False
        return None if self._abandoned else report

    def _next(self) -> None:
        with self._guarded():
            problem = choose_next(self._context, at_random=False)
            path = self._context.solution_file(problem.id)
            with self._context.records() as records:
                workspace.start(problem, path)
                records.current_problem = problem.id
            self.target, self._last, self._last_source = Target(problem, path), None, b""
            self._watch_file()
            self._judge()
            self._say(f"Now {problem.id}. Read it: judge show {problem.id}")

    def _invoke(self, command: click.Command, **arguments: str) -> None:
        """Do what a command of ours does, in the containers that are kept."""
        self._clear()
        with self._guarded():
            click.get_current_context().invoke(command, **arguments)
        self._last_at = time.monotonic()
        self._keys()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """What is wrong is said, and watching goes on."""
        try:
            yield
        except JudgeError as error:
            from judge.render import text  # noqa: PLC0415 - only where something is wrong

            click.echo(f"Error: {text.clean(error.message)}", err=True)
            if error.hint:
                click.echo(text.clean(error.hint), err=True)

    def _clear(self) -> None:
        if self._screen.live:
            click.echo("\x1b[H\x1b[2J", nl=False)
        now = datetime.now().astimezone().strftime("%H:%M:%S")
        self._say(f"{now}  {source.shown_path(self.target.file)}")
        self._say_time()

    def _keys(self) -> None:
        if self._has_keys:
            click.echo(f"\n{key_line(self._screen, all_tests=self._all_tests)}", color=self._screen.color)
        sys.stdout.flush()

    def _say(self, words: str) -> None:
        click.echo(self._screen.paint(words, "dim"), color=self._screen.color)
