"""GitHub workflow commands: annotations, and text in which nothing can become a command.

Annotations escape what they quote. Everything else stands between stop-commands marks with a token that cannot be
guessed. For the commands and their escapes see docs.github.com, "Workflow commands for GitHub Actions"; that GitHub
silently drops those above 10 of a kind in a step, and 50 in a job: actions/toolkit, docs/problem-matchers.md.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Final

from judge.render.shared import text

MAX_ANNOTATIONS: Final = 10
"""Of a kind: GitHub shows no more of a step. Errors, warnings and one notice are 21, of 50 in a job."""

_FRAME: Final = re.compile(r'^ {0,2}File "[^"\n]{1,99}", line (\d{1,6})\b', re.MULTILINE)
_INSIDE: Final = re.compile(r"\bline (\d{1,6})(?=, in )")


def annotation(kind: str, file: str, line: int | None, title: str, message: str) -> str:
    """One annotation: `error`, `warning` or `notice`."""
    properties = {"file": text.one_line(file), "line": line, "title": title}
    escaped = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value)
    return f"::{kind} {escaped}::{_data(message)}"


def annotated(annotations: Sequence[str], body: str, token: str | None = None) -> str:
    """Annotations, then text between stop-commands marks.

    Args:
        annotations: what `annotation` gave.
        body: any text.
        token: of the marks; random if None.
    """
    token = token or secrets.token_hex(16)
    return "\n".join([*annotations, f"::stop-commands::{token}", body, f"::{token}::"])


def line_in(message: str) -> int | None:
    """The innermost line of the solution that a message names, ignoring what it quotes of the source."""
    lines = _FRAME.findall(message) or _INSIDE.findall(message)
    return int(lines[-1]) or None if lines else None


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
