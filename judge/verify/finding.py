"""One thing that `judge verify` found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding makes the problem bad."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a problem.

    Attributes:
        where: the file inside the problem's folder, or the submission or stand-in.
        what: a sentence about it, whose subject is `where`.
        hint: how to fix it.
    """

    severity: Severity
    where: str
    what: str
    hint: str = ""


def error(where: str, what: str, hint: str = "") -> Finding:
    """A finding that makes the problem bad."""
    return Finding(Severity.ERROR, where, what, hint)


def warning(where: str, what: str, hint: str = "") -> Finding:
    """A finding that a good problem may have."""
    return Finding(Severity.WARNING, where, what, hint)
