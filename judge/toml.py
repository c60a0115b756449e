"""TOML that a person wrote, read key by key: every error names the file, the line and the key. Knows no key itself.

The files are trusted; still, reading them never hangs, and no control character passes.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from judge.errors import JudgeError, ProblemError

E = TypeVar("E", bound=StrEnum)

FORMAT: Final = 1
"""The value of the key `format` in each such file."""
MAX_BYTES: Final = 64 << 10

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What controls a terminal or changes the direction of text, except tabs and line breaks."""
_LONGEST_SHOWN: Final = 60
_YEARS: Final = range(1970, 3000)
"""Years that a rule may name: near the limits of datetime, adding an hour fails."""
_OPEN_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Do not wait for the writer of a FIFO, do not take over a terminal."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What has the keys (`problems`), the document that describes them, and the error that a wrong one raises."""

    owners: str
    document: str
    error: type[JudgeError] = ProblemError


def optional_table(path: Path, hint: str) -> dict[str, Any]:
    """All of a file that a problem may have; nothing where there is none. Raises ProblemError with `hint`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise ProblemError(f"{path} cannot be read: {wrong}", hint) from None


def contents(path: Path, limit: int) -> bytes:
    """The bytes of a plain file, without hanging.

    Raises:
        ProblemError: it is larger than `limit`, or not a regular file.
        OSError: it cannot be opened or read.
    """
    descriptor = os.open(path, _OPEN_FLAGS)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ProblemError(f"{path} cannot be read: it is not a regular file", "Replace it with a regular file.")
        data = file.read(limit + 1)
    if len(data) > limit:
        size = f"{limit >> 20} MB" if limit >> 20 else f"{limit >> 10} kB"
        raise ProblemError(f"{path} is larger than {size}")
    return data


def text_of(data: bytes, path: Path | str) -> str:
    """The text of a file; `path` is for messages. Raises ProblemError: not UTF-8, or a control character."""
    try:
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise ProblemError(f"{path} cannot be read: {error}") from None
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ProblemError(f"{path}, line {line}: control character {found[0]!r}", "Remove it.")
    return text


def parse(text: str, path: Path | str, guide: Guide) -> Fields:
    """The top-level table of a file, its `format` checked. Raises the guide's error."""
    try:
        fields = Fields(tomllib.loads(text), path, text, guide)
    except RecursionError:
        hint = f"The keys are described in {guide.document}."
        raise guide.error(f"{path}: a value is nested too deeply", hint) from None
    except ValueError as error:  # also where a number has too many digits
        raise guide.error(f"{path}: {error}", "Fix the TOML on that line.") from None
    if fields.take("format", int) != FORMAT:
        raise fields.wrong("format", f"must be {FORMAT}, the only format that this version of judge reads")
    return fields


class Fields:
    """A table that is read key by key. Every method that takes a key raises the guide's error."""

    def __init__(self, table: Mapping[str, Any], path: Path | str, text: str, guide: Guide, prefix: str = "") -> None:
        self._left = dict(table)
        self._known: list[str] = []
        self._path = path
        self._text = text
        self._guide = guide
        self._prefix = prefix

    def __contains__(self, key: str) -> bool:
        self._known.append(key)
        return key in self._left

    def wrong(self, key: str, complaint: str, hint: str = "") -> JudgeError:
        """The error about a key."""
        lines = self._text.splitlines()
        found = (n for n, line in enumerate(lines, 1) if line.split("=")[0].strip().strip('[]"') == key)
        line = next(found, None)
        where = f"{self._path}, line {line}" if line else str(self._path)
        name = key if len(key) <= _LONGEST_SHOWN and key.isprintable() else shown(key)
        hint = hint or f"The keys are described in {self._guide.document}."
        return self._guide.error(f"{where}: {self._prefix}{name} {complaint}", hint)

    def take(self, key: str, kind: type) -> Any:
        """A value of exactly this type."""
        if key not in self:
            raise self.wrong(key, "is missing")
        value = self._left.pop(key)
        if type(value) is not kind:
            raise self.wrong(key, f"must be {_KINDS[kind]}, not {shown(value)}")
        return value

    def table(self, key: str, *, required: bool = True) -> Fields:
        """A table inside this one; empty if it is missing and not required."""
        found = {} if key not in self and not required else self.take(key, dict)
        return Fields(found, self._path, self._text, self._guide, f"{self._prefix}{key}.")

    def keys(self) -> tuple[str, ...]:
        """The keys that have not been taken."""
        return tuple(self._left)

    def text(self, key: str) -> str:
        """A line that is not empty."""
        value: str = self.take(key, str)
        if not value.strip():
            raise self.wrong(key, "must not be empty")
        if not _is_line(value):
            raise self.wrong(key, "must be one line without control characters")
        return value

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of lines."""
        if key not in self and not required:
            return ()
        values = self.take(key, list)
        if not all(type(value) is str and value for value in values) or (required and not values):
            raise self.wrong(key, "must be a list of non-empty strings")
        if not all(map(_is_line, values)):
            raise self.wrong(key, "must be a list of one-line strings without control characters")
        return tuple(values)

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        return key in self and self.take(key, bool)

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """A member of an enumeration."""
        if default is not None and key not in self:
            return default
        return kind(self.one_of(key, tuple(kind)))

    def one_of(self, key: str, names: Collection[str]) -> str:
        """One of these words."""
        value = self.text(key)
        if value not in names:
            raise self.wrong(key, f"must be one of {', '.join(names)}, not {shown(value)}", did_you_mean(value, names))
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """A number within bounds."""
        if default is not None and key not in self:
            return default
        value = self._left.get(key)
        kind = float if type(value) is float else int
        number: float = self.take(key, kind)
        if not low <= number <= high:
            raise self.wrong(key, f"must be from {low} to {high}, not {shown(number)}")
        return number

    def numbers(self, key: str, low: float, high: float) -> tuple[float, ...]:
        """A list of numbers within bounds."""
        values = self.take(key, list)
        if not all(type(value) in {int, float} and low <= value <= high for value in values):
            raise self.wrong(key, f"must be a list of numbers from {low} to {high}")
        return tuple(map(float, values))

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        number: int = self.take(key, int)
        if not low <= number <= high:
            raise self.wrong(key, f"must be from {low} to {high}, not {shown(number)}")
        return number

    def moment(self, key: str) -> datetime:
        """A point in time: TOML's own, or a string."""
        value = self.take(key, str if type(self._left.get(key)) is str else datetime)
        try:
            return moment(value)
        except ValueError as error:
            raise self.wrong(key, str(error)) from None

    def reject_leftovers(self) -> None:
        """Raise the error about a key that nothing has read, if there is one."""
        for key in self._left:
            hint = did_you_mean(key, self._known)
            raise self.wrong(key, f"is not a key that {self._guide.owners} have", hint)


def moment(value: str | datetime) -> datetime:
    """A point in time, in ISO 8601 with a time zone. Raises ValueError with the reason."""
    example = "write it as 2026-12-01T23:59:00+01:00, or with a Z for UTC"
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError(f"is not a valid date and time: {shown(value)}; {example}") from None
    if found.utcoffset() is None:
        raise ValueError(f"has no time zone: {shown(value)}; {example}")
    if found.year not in _YEARS:
        raise ValueError(f"is not a plausible date: {shown(value)}")
    return found


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint if a known word is similar; else empty."""
    near = difflib.get_close_matches(word, [str(one) for one in known], n=1)
    return f"Did you mean {near[0]}?" if near else ""


def shown(value: object) -> str:
    """A value in a message: in full if it is short, else what it is."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > 4 * _LONGEST_SHOWN:
        return "a number with very many digits"
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{value[:_LONGEST_SHOWN]!r}..."
    return repr(value)


_KINDS: Final = {
    int: "a whole number",
    float: "a number",
    str: "a string",
    bool: "true or false",
    list: "a list of strings",
    dict: "a table",
    datetime: "a date and time with a time zone",
}


def _is_line(text: str) -> bool:
    return not _CONTROL.search(text) and "\n" not in text
