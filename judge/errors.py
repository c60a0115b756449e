"""The errors of the judge itself, each with an exit code and a hint at what to type next.

What a solution does wrong is a verdict (`judge.verdict`), never one of these.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command line (docs/solve.md, "Exit codes")."""

    ACCEPTED = 0
    NOT_ACCEPTED = 1
    USAGE = 2
    PROBLEM = 3
    SANDBOX = 4
    INTERNAL = 70
    INTERRUPTED = 130


class JudgeError(Exception):
    """An error that a person can fix: `message` names the file or command, `hint` says what to type next."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(JudgeError):
    """The command was given something it cannot use: an unknown problem, a missing file."""

    exit_code = ExitCode.USAGE


class ProblemError(JudgeError):
    """A problem package is at fault."""

    exit_code = ExitCode.PROBLEM


class SandboxError(JudgeError):
    """There is no usable sandbox, or it broke while it was in use."""

    exit_code = ExitCode.SANDBOX


class StorageError(JudgeError):
    """The records cannot be read or written: disk full, no permission, a damaged database."""

    exit_code = ExitCode.INTERNAL
