"""Makes foreign text safe to show: no control characters, limited length, and its width on a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_CHARS: Final = 4000
MAX_LINES: Final = 60

_ESCAPE: Final = re.compile(
    r"""
    (?:\x1b\[|\x9b) [0-?]* [ -/]* [@-~]?                      # CSI: colors, cursor
    | (?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]) [^\x07\x1b\x9c]* (?:\x07|\x1b\\|\x9c)?   # OSC and similar: titles, links
    | \x1b [ -/]* [0-~]?                                      # all other escapes
    """,
    re.VERBOSE,
)
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"  # invisible
    "\U000e0000-\U000e0fff]"  # tags, invisible too
)
_NOT_TEXT: Final = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_COMMAND: Final = re.compile(r"^(?=\s*::)", re.MULTILINE)
_OLD_COMMAND: Final = re.compile(r"##(?=\w*\[)")
"""What CI systems take for a command in a log: the first at the start of a line, the second anywhere."""
_MOST_MARKS: Final = 4
"""Combining marks on one character: more of them would cover the lines above."""
_BREAK: Final = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def clean(text: str, *, max_chars: int = MAX_CHARS, max_lines: int = MAX_LINES) -> str:
    """Text that is safe to print: lines without escape sequences, control, bidi or invisible characters.

    No line is a command to a CI system. Longer text is cut, and marked as cut.
    """
    cut = len(text) > 4 * max_chars  # before the costly part: what is stripped may be longer than what remains
    text = _BREAK.sub("\n", text[: 4 * max_chars])
    text = _NOT_TEXT.sub("\ufffd", _UNFIT.sub("", _ESCAPE.sub("", text))).expandtabs(4)
    text = _OLD_COMMAND.sub("# #", _COMMAND.sub("| ", _unstacked(text)))
    lines = [line.rstrip() for line in text[:max_chars].rstrip().split("\n")]
    cut = cut or len(text) > max_chars or len(lines) > max_lines
    return "\n".join([*lines[:max_lines], "[cut]"] if cut else lines)


def one_line(text: str, max_chars: int = 500) -> str:
    """The same as one line."""
    return " ".join(clean(text, max_chars=max_chars).split())


def width(text: str) -> int:
    """The columns that a line takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def shorten(text: str, columns: int) -> str:
    """A line of at most `columns` columns, ending in an ellipsis if it was longer."""
    if width(text) <= columns:
        return text
    return _head(text, columns - 1) + "…" if columns > 0 else ""


def pad(text: str, columns: int) -> str:
    """A line filled with spaces to `columns` columns."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` columns, broken at spaces if possible; continued lines keep their indent."""
    columns = max(columns, 20)
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())][: columns // 2]
        rest = line
        while width(rest) > columns:
            head = _head(rest, columns)
            space = head.rfind(" ", len(indent) + columns // 3)
            at = space if space > 0 else len(head)
            lines.append(rest[:at].rstrip())
            rest = indent + _COMMAND.sub("| ", rest[at:].lstrip())
        lines.append(rest)
    return lines


def _unstacked(text: str) -> str:
    """The text without excess combining marks."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _head(text: str, columns: int) -> str:
    taken = 0
    for at, char in enumerate(text):
        taken += _char_width(char)
        if taken > columns:
            return text[:at]
    return text


def _char_width(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
