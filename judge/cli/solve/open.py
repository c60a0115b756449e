"""`judge open`: your solution in your editor."""

from __future__ import annotations

import os
import shlex
import subprocess

import click

from judge.cli.context import Context, pass_context
from judge.cli.options import problem_argument
from judge.cli.solve.solution_file import begin
from judge.cli.target import problem_of
from judge.errors import ExitCode, UsageError
from judge.source import shown_path


@click.command("open", epilog="Example: EDITOR='code -w' judge open layer_norm")
@problem_argument
@pass_context
def open_solution(context: Context, name: str | None) -> int:
    """Open your solution in $VISUAL or $EDITOR; start the problem if there is no file yet."""
    problem = problem_of(context, name)
    path = context.solution_file(problem.id)
    command = _editor(path)
    if not path.exists():
        begin(context, problem)
        click.echo(f"{shown_path(path)} is ready: {problem.title}.")
    try:
        return subprocess.run([*command, str(path)], check=False).returncode and ExitCode.NOT_ACCEPTED
    except OSError as error:
        raise UsageError(
            f"the editor {command[0]!r} cannot be started: {error.strerror}",
            "Set VISUAL or EDITOR to one that is installed.",
        ) from None


def _editor(path: os.PathLike[str]) -> list[str]:
    """The command of the editor, without the file. Raises UsageError."""
    variable = "VISUAL" if os.environ.get("VISUAL") else "EDITOR"
    editor = os.environ.get(variable, "")
    try:
        command = shlex.split(editor)
    except ValueError as error:
        raise UsageError(
            f"${variable} is not a valid command: {editor!r}: {error}",
            f"Correct it, for example: export {variable}=vim",
        ) from None
    if not command:
        raise UsageError(
            "no editor is set: neither VISUAL nor EDITOR", f"Set one, for example: export EDITOR=vim, or open {path}"
        )
    return command
