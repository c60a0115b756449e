"""What the terminal can do, from the environment: NO_COLOR, TERM, the width, the encoding."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from io import FileIO
from pathlib import Path
from typing import Final, TextIO

import click

from judge.errors import JudgeError, UsageError
from judge.render.shared.screen import Screen

GONE: Final = (errno.EPIPE, errno.EIO)
"""Errors of writing when the reader of a pipe has gone, or the terminal was closed."""


def screen_of(stream: TextIO) -> Screen:
    """The screen behind a stream. A file or a pipe is plain and 80 columns wide unless COLUMNS says otherwise."""
    terminal = stream.isatty()
    smart = terminal and os.environ.get("TERM") != "dumb"
    forced = bool(os.environ.get("FORCE_COLOR"))
    return Screen(
        width=max(20, shutil.get_terminal_size((80, 24)).columns) if terminal or "COLUMNS" in os.environ else 80,
        color=(smart or forced) and not os.environ.get("NO_COLOR"),
        unicode=_can_encode(stream, "✓·…"),
        live=smart,
    )


def show(line: str, screen: Screen) -> None:
    """Write a line to standard output. If nobody reads it any more, this is no error: the work continues."""
    try:
        click.echo(line, color=screen.color)
    except OSError as error:
        if error.errno not in GONE:
            raise
        forget(sys.stdout)


def write_out(written: str | bytes, file: Path | None, screen: Screen) -> None:
    """Write a result to a file, completely or not at all; to standard output if the file is None or `-`.

    Text ends with a line break; bytes are written as they are.

    Raises:
        UsageError: the file cannot be written, or the result is an HTML page and standard output is a terminal.
    """
    from judge import output_file  # noqa: PLC0415 - the help needs none of it
    from judge.source import shown_path  # noqa: PLC0415 - likewise

    if file is None or str(file) == "-":
        written = written.decode().removesuffix("\n") if isinstance(written, bytes) else written
        if screen.live and written.startswith("<!doctype html>"):
            raise UsageError("an HTML page cannot be shown in the terminal", "Write it to a file: --output page.html")
        show(written, screen)
        return
    output_file.write(str(file), written if isinstance(written, bytes) else f"{written}\n".encode(errors="replace"))
    click.echo(f"Wrote {shown_path(file)}", err=True)


def show_error(error: JudgeError) -> None:
    """Write an error, and what to do about it, to standard error."""
    from judge.render.shared import text  # noqa: PLC0415 - only where something went wrong

    for line in filter(None, (f"Error: {error.message}", error.hint)):
        click.echo(text.clean(line), err=True)


def forget(stream: TextIO | FileIO) -> None:
    """Discard what is still to be written there, instead of failing again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _can_encode(stream: TextIO, signs: str) -> bool:
    try:
        signs.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
