"""A TOML table that is read key by key, so that every complaint names the file, the line and the key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from judge.errors import JudgeError

E = TypeVar("E", bound=StrEnum)

CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal acts on, and what turns the direction of text; tabs and line breaks are left out."""
_LONGEST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Voice:
    """Who complains: the kind of error, `of` what the keys are (`problems`), and where they are described."""

    error: type[JudgeError]
    of: str
    hint: str


class Fields:
    """A TOML table being read key by key, so that every complaint names the file, the line and the key."""

    def __init__(self, table: Mapping[str, Any], path: Path, text: str, voice: Voice, prefix: str = "") -> None:
        self._left = dict(table)
        self._path = path
        self._text = text
        self._voice = voice
        self._prefix = prefix
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        self._asked.append(key)
        return key in self._left

    def wrong(self, key: str, complaint: str) -> JudgeError:
        """The complaint about a key, to be raised."""
        lines = self._text.splitlines()
        found = (n for n, line in enumerate(lines, 1) if line.split("=")[0].strip().strip('[]"') == key)
        line = next(found, None)
        where = f"{self._path}, line {line}" if line else str(self._path)
        name = key if len(key) <= _LONGEST_SHOWN and key.isprintable() else shown(key)
        return self._voice.error(f"{where}: {self._prefix}{name} {complaint}", self._voice.hint)

    def take(self, key: str, kind: type) -> Any:
        """The value of a key, of that very type."""
        self._asked.append(key)
        if key not in self._left:
            raise self.wrong(key, "is missing")
        value = self._left.pop(key)
        if type(value) is not kind:
            raise self.wrong(key, f"must be {_KINDS[kind]}, not {shown(value)}")
        return value

    def table(self, key: str) -> Fields:
        """A table in the table."""
        return Fields(self.take(key, dict), self._path, self._text, self._voice, f"{key}.")

    def text(self, key: str) -> str:
        """One line of text."""
        value: str = self.take(key, str)
        if not value.strip():
            raise self.wrong(key, "must not be empty")
        if not is_line(value):
            raise self.wrong(key, "must be one line without control characters")
        return value

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Several of them."""
        if key not in self._left and not required:
            self._asked.append(key)
            return ()
        values = self.take(key, list)
        if not all(type(value) is str and value for value in values) or (required and not values):
            raise self.wrong(key, "must be a list of non-empty strings")
        if not all(map(is_line, values)):
            raise self.wrong(key, "must be a list of strings of one line without control characters")
        return tuple(values)

    def choice(self, key: str, kind: type[E]) -> E:
        """One word of a vocabulary."""
        value = self.text(key)
        try:
            return kind(value)
        except ValueError:
            raise self.wrong(key, f"must be one of {', '.join(kind)}, not {shown(value)}") from None

    def number(self, key: str, low: float, high: float) -> float:
        """A number from `low` to `high`."""
        value = self._left.get(key)
        kind = float if type(value) is float else int
        number: float = self.take(key, kind)
        if not low <= number <= high:
            raise self.wrong(key, f"must be from {low} to {high}, not {shown(number)}")
        return number

    def numbers(self, key: str, low: float, high: float) -> tuple[float, ...]:
        """Several of them."""
        values = self.take(key, list)
        if not all(type(value) in {int, float} and low <= value <= high for value in values):
            raise self.wrong(key, f"must be a list of numbers from {low} to {high}")
        return tuple(map(float, values))

    def reject_leftovers(self) -> None:
        """Complain about a key that nobody asked for."""
        for key in self._left:
            near = difflib.get_close_matches(key, self._asked, n=1, cutoff=0.75)
            did_you_mean = f"; did you mean {near[0]}?" if near else ""
            raise self.wrong(key, f"is not a key that {self._voice.of} have{did_you_mean}")


_KINDS: Final = {
    int: "a whole number",
    float: "a number",
    str: "a string",
    list: "a list of strings",
    dict: "a table",
}


def is_line(text: str) -> bool:
    """Whether it is one line without control characters."""
    return not CONTROL.search(text) and "\n" not in text


def shown(value: object) -> str:
    """A value in a complaint: in full where that is short, else what it is."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and value.bit_length() > 4 * _LONGEST_SHOWN:
        return "a number of very many digits"
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{value[:_LONGEST_SHOWN]!r}..."
    return repr(value)
