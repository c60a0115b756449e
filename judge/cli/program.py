"""The program: its options, and the one place where errors become exit codes."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from judge import __version__
from judge.cli.commands import COMMANDS
from judge.cli.context import Context
from judge.cli.display import forget, show_error
from judge.cli.lazy_commands import LazyGroup
from judge.cli.standard_streams import guard_streams, open_closed_streams
from judge.errors import ExitCode, JudgeError, UsageError
from judge.sandbox_kind import CHOICES


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="To get started: judge list, then judge start ID, then judge submit.",
)
@click.option(
    "--problems",
    type=click.Path(path_type=Path),
    envvar="JUDGE_PROBLEMS",
    show_envvar=True,
    metavar="DIR",
    help="Folder of problems (default: ./problems and those that come with judge).",
)
@click.option(
    "--sandbox",
    type=click.Choice(CHOICES),
    envvar="JUDGE_SANDBOX",
    show_envvar=True,
    help="Where solutions run; auto uses Docker if it is available.",
)
@click.version_option(__version__, prog_name="judge")
@click.pass_context
def program(ctx: click.Context, problems: Path | None, sandbox: str | None) -> None:
    """A local online judge for multimodal / LLM algorithm interviews.

    Without an ID, a command acts on the current problem: the one last started or submitted.
    """
    ctx.obj = context = Context(problems).with_sandbox(sandbox)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    elif context.may_have_running_contest:
        from judge.cli.contest.running import announce  # noqa: PLC0415 - only while a contest is running

        ctx.obj = replace(context, contest=announce(context, ctx.invoked_subcommand))


def main() -> NoReturn:
    """Run the command line of this process, and end it."""
    signals = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    handled = [number for number in signals if signal.getsignal(number) is not signal.SIG_IGN]  # nohup
    sys.unraisablehook = _interrupt_again
    open_closed_streams()
    output = guard_streams()
    try:
        for number in handled:  # each as Ctrl-C does: leave through every `with`, so that no container stays behind
            signal.signal(number, _interrupt)
        code = run(sys.argv[1:])
        for number in handled:
            signal.signal(number, signal.SIG_DFL)  # nothing is left that needs an orderly end
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    try:
        sys.stdout.flush()
    except OSError:
        forget(sys.stdout)
    if output is not None and output.has_failed and code in {ExitCode.ACCEPTED, ExitCode.NOT_ACCEPTED}:
        code = ExitCode.USAGE
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
        show_error(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted.", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # `judge list | head`: the reader has what it wanted
        forget(sys.stdout)
        return ExitCode.ACCEPTED
    except Exception as error:  # noqa: BLE001 - our bug: the one boundary
        if isinstance(error, OSError) and error.errno == errno.EIO and error.filename is None:
            forget(sys.stdout)  # the terminal was closed, and its signal is on the way
            return ExitCode.INTERRUPTED
        if isinstance(error, OSError) and (refusal := _refusal(error)):
            show_error(refusal)
            return refusal.exit_code
        return _report_bug(error, arguments)


def _refusal(error: OSError) -> UsageError | None:
    """The error for a file that the system refuses, by its permissions or for want of space; None for any other."""
    reason = error.strerror or str(error)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return UsageError(f"{error.filename or 'a file'} cannot be written: {reason}", "Free some space: df -h")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS} and isinstance(error.filename, str):
        hint = f"Check the folder: ls -ld {Path(error.filename).parent}"
        return UsageError(f"{error.filename} cannot be used: {reason}", hint)
    return None


def _report_bug(error: Exception, arguments: Sequence[str]) -> int:
    from judge.cli.bug_log import write_log  # noqa: PLC0415 - only where something went wrong

    click.echo(f"Error: this is a bug in judge ({type(error).__name__}).", err=True)
    path = write_log(error, arguments)
    click.echo(f"Please report it with this log: {path}" if path else "The log could not be written.", err=True)
    return ExitCode.INTERNAL


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
