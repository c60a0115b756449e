"""The program: its commands, loaded when they are used, and the one place where errors become exit codes."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

from judge import __version__
from judge.cli.context import SANDBOX_KINDS, Context
from judge.cli.display import forget
from judge.cli.subcommands import LazyGroup
from judge.errors import ExitCode, JudgeError

COMMANDS: Final = {
    "list": ("judge.cli.browsing:list_problems", "All problems, and how far you are."),
    "show": ("judge.cli.browsing:show", "The statement of a problem."),
    "start": ("judge.cli.working:start", "Begin a problem: its stub becomes your solution file."),
    "open": ("judge.cli.working:open_solution", "Your solution in your editor."),
    "hint": ("judge.cli.working:hint", "The next hint that you have not seen."),
    "reset": ("judge.cli.working:reset", "Back to the stub; your file is kept in the history."),
    "test": ("judge.cli.submitting:test", "Run the sample tests; nothing is recorded."),
    "watch": ("judge.cli.watching:watch", "Judge on every save; keys for all the rest."),
    "stress": ("judge.cli.stressing:stress", "Random inputs until one fails, made as small as it gets."),
    "submit": ("judge.cli.submitting:submit", "Run all tests and record the verdict."),
    "status": ("judge.cli.looking_back:status", "Where you are, and what is next."),
    "history": ("judge.cli.looking_back:history", "Your submissions, and any one of them again."),
    "stats": ("judge.cli.practising:stats", "A calendar of what you did; solved by level and tag."),
    "next": ("judge.cli.practising:next_problem", "What to solve now, and why."),
    "contest": ("judge.cli.contest:contest", "Contests against the clock: alone, or several people."),
    "interview": ("judge.cli.interviewing:interview", "A mock interview: a preset, or drawn from tags."),
    "grade": ("judge.cli.grading:grade", "All solutions of a branch, in the forms that CI reads."),
    "new": ("judge.cli.authoring:new", "A new problem folder."),
    "verify": ("judge.cli.authoring:verify", "Is this problem good?"),
    "sandbox": ("judge.cli.sandboxing:sandbox", "Images and warm containers: status, build, warm, clean."),
    "doctor": ("judge.cli.machine:doctor", "What is missing here, and the command that mends it."),
    "completions": ("judge.cli.completing:completions", "Shell completion for bash, zsh or fish."),
}
"""Name, where its command is, and its line in the help: so that the help loads none of them."""


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: judge list, then judge start ID, then judge submit.",
)
@click.option(
    "--problems",
    type=click.Path(path_type=Path),
    envvar="JUDGE_PROBLEMS",
    show_envvar=True,
    metavar="DIR",
    help="Folder of problem folders.",
)
@click.option(
    "--sandbox",
    type=click.Choice(SANDBOX_KINDS),
    envvar="JUDGE_SANDBOX",
    show_envvar=True,
    help="Where solutions run; auto is Docker where it answers.",
)
@click.version_option(__version__, prog_name="judge")
@click.pass_context
def program(ctx: click.Context, problems: Path | None, sandbox: str | None) -> None:
    """A local online judge for multimodal / LLM algorithm interviews.

    Without an ID a command acts on the current problem: the one last started or submitted.
    """
    ctx.obj = context = Context(problems, sandbox)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    elif context.a_contest_runs:
        from judge.cli.running import enter  # noqa: PLC0415 - only while a contest runs

        context.contest = enter(context, ctx.invoked_subcommand)


def main() -> NoReturn:
    """Run the command line of this process, and end it."""
    numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]  # nohup
    sys.unraisablehook = _interrupt_again
    try:
        for number in heard:  # each as Ctrl-C does: leave through every `with`, so that no container stays behind
            signal.signal(number, _interrupt)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese is no reason to fail
        code = run(sys.argv[1:])
        for number in heard:
            signal.signal(number, signal.SIG_DFL)  # nothing is left that needs an orderly end
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    try:
        sys.stdout.flush()
    except OSError:
        forget(sys.stdout)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code. Every error ends here."""
    try:
        if "_JUDGE_COMPLETE" in os.environ:
            program.main(list(arguments), prog_name="judge")
        with program.make_context("judge", list(arguments)) as context:
            return int(program.invoke(context) or ExitCode.ACCEPTED)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except JudgeError as error:
        return _complain(error)
    except (KeyboardInterrupt, click.Abort):
        _tell("\nInterrupted.")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # `judge list | head`: the reader has what it wanted
        forget(sys.stdout)
        return ExitCode.ACCEPTED
    except Exception as error:  # noqa: BLE001 - our bug: the one boundary
        if isinstance(error, OSError) and error.errno == errno.EIO and error.filename is None:
            forget(sys.stdout)  # the terminal was closed, and its signal is on the way
            return ExitCode.INTERRUPTED
        return _report_bug(error, arguments)


def _complain(error: JudgeError) -> int:
    from judge.render import text  # noqa: PLC0415 - only where something went wrong

    _tell(f"Error: {text.clean(error.message)}")
    if error.hint:
        _tell(text.clean(error.hint))
    return error.exit_code


def _report_bug(error: Exception, arguments: Sequence[str]) -> int:
    from judge.cli.bug_log import write_log  # noqa: PLC0415 - only where something went wrong

    _tell(f"Error: this is a bug in judge ({type(error).__name__}).")
    path = write_log(error, arguments)
    _tell(f"Please report it with this log: {path}" if path else "It could not be logged.")
    return ExitCode.INTERNAL


def _tell(words: str) -> None:
    try:
        click.echo(words, err=True)
    except OSError:  # nobody reads it
        forget(sys.stderr)


def _interrupt(number: int, frame: object) -> NoReturn:  # noqa: ARG001 - the signature of a handler
    raise KeyboardInterrupt


def _interrupt_again(lost: sys.UnraisableHookArgs) -> None:
    """An interrupt that came where Python drops every exception, as in a destructor, comes once more."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    import _thread  # noqa: PLC0415 - rarely needed
    import threading  # noqa: PLC0415 - as above

    threading.Timer(0.05, _thread.interrupt_main).start()
