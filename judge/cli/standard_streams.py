"""The standard streams of this process, made safe: one may be closed, and writing to one may fail."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Final, TypeVar

import click

from judge.cli.display import GONE, forget

if TYPE_CHECKING:
    from typing import TextIO

    from _typeshed import ReadableBuffer

_T = TypeVar("_T", bound=io.FileIO)
_NAMES: Final = ("stdin", "stdout", "stderr")


def open_closed_streams() -> None:
    """Open those that are closed, as by cron, on nothing: else the next file that is opened would be one of them."""
    for number, name in enumerate(_NAMES):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def guard_streams() -> StandardOutput | None:
    """Let no failing write end a command. Gives standard output, or None if it is not a file of the system's."""
    output = _raw(sys.stdout, StandardOutput)
    sys.stdout = _over(output, sys.stdout)
    sys.stderr = _over(_raw(sys.stderr, _StandardError), sys.stderr)
    return output


class StandardOutput(io.FileIO):
    """Standard output. If it cannot be written, this is reported once, and the rest is discarded.

    Work is not cut short by it: a submission is recorded, and files are written.

    Attributes:
        has_failed: whether something could not be written, other than for a reader that has gone.
    """

    has_failed = False

    def write(self, data: ReadableBuffer, /) -> int:
        """See `io.RawIOBase`."""
        try:
            return super().write(data)
        except OSError as error:
            if error.errno in GONE:  # no fault, and who writes decides what to do
                raise
            self.has_failed = True
            forget(self)
            click.echo(f"Error: standard output cannot be written: {error.strerror}", err=True)
            return memoryview(data).nbytes


class _StandardError(io.FileIO):
    """Standard error. If it cannot be written, there is nowhere to report it."""

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError:
            forget(self)
            return memoryview(data).nbytes


def _raw(stream: TextIO, kind: type[_T]) -> _T | None:
    stream.flush()
    return kind(stream.fileno(), "w", closefd=False) if isinstance(stream, io.TextIOWrapper) else None


def _over(raw: io.FileIO | None, stream: TextIO) -> TextIO:
    """A text stream like `stream` that writes to `raw`."""
    if raw is None:
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors="backslashreplace",  # a terminal that cannot show Chinese is no reason to fail
        line_buffering=bool(stream.line_buffering),
    )
