"""What the terminal can do, from the environment: NO_COLOR, TERM, the width, the encoding."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from typing import Final, TextIO

import click

from judge.render.screen import Screen

GONE: Final = (errno.EPIPE, errno.EIO)
"""What writing gives where the reader of a pipe has gone, or the terminal was closed."""


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
    """A line on standard output. Where nobody reads that any more, this is no error: what is done goes on."""
    try:
        click.echo(line, color=screen.color)
    except OSError as error:
        if error.errno not in GONE:
            raise
        forget(sys.stdout)


def forget(stream: TextIO) -> None:
    """What is left to be written there goes nowhere, instead of failing again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _can_encode(stream: TextIO, signs: str) -> bool:
    try:
        signs.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True
