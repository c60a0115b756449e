"""Plain data out of JSON that was stored: every field is of the type that it must have, or there is an error.

Knows no file and no database; what is at fault, and what to do about it, whoever has read the JSON says.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from judge.verdict import Report, SandboxInfo, TestResult, Verdict

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MALFORMED: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading damaged or forged data may raise, from json and from what is here."""

Words = dict[str, Callable[[Any], StrEnum]]
"""The vocabularies that fields may be of, by the name of their type."""

_WORDS: Final[Words] = {"Verdict": Verdict}

T = TypeVar("T", bound="DataclassInstance")


def made(kind: type[T], fields: Any, words: Words = _WORDS, **ready: Any) -> T:
    """A `kind` of fields that were stored: each of the type that it must have, none that there is not.

    Args:
        kind: a dataclass whose fields are numbers, text, truth values and words of a vocabulary.
        fields: what was stored.
        words: the vocabularies.
        ready: fields that are made already, and are not looked at.

    Raises:
        One of MALFORMED.
    """
    types = fields_of(kind)
    stored = {name: typed(types[name], value, words) for name, value in fields.items() if name not in ready}
    return kind(**stored, **ready)


@cache
def fields_of(kind: type[DataclassInstance]) -> dict[str, str]:
    """The types of its fields, by name; made once, because there may be ten thousand records."""
    return {field.name: str(field.type) for field in dataclasses.fields(kind)}


def typed(wanted: str, value: Any, words: Words = _WORDS) -> Any:
    """The value as it is to be in a field of that type. Raises one of MALFORMED."""
    if wanted in words:
        return words[wanted](value)
    if wanted.endswith(" | None"):
        return None if value is None else typed(wanted.removesuffix(" | None"), value, words)
    if wanted == "float" and type(value) is int:
        value = float(value)
    if type(value).__name__ != wanted:
        raise TypeError(f"a {type(value).__name__} is no {wanted}")
    if (wanted == "float" and not math.isfinite(value)) or (wanted == "int" and not 0 <= value < 1 << 63):
        raise ValueError("a number is out of range")
    return value


def report(fields: Any) -> Report:
    """A report out of what `dataclasses.asdict` made of it. Raises one of MALFORMED."""
    sandbox = made(SandboxInfo, fields["sandbox"])
    tests = tuple(made(TestResult, test) for test in fields["tests"])
    return made(Report, fields, sandbox=sandbox, tests=tests)
